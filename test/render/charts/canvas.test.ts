import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountScale } from '../../../src/render/charts/canvas/axis.ts';
import { chartText } from '../../../src/render/charts/canvas/chart-text.ts';
import { inter } from '../../../src/render/charts/canvas/inter.ts';
import { element, rounded, xmlText } from '../../../src/render/charts/canvas/svg.ts';
import { fitted, textWidth, wrapped } from '../../../src/render/charts/canvas/text-width.ts';
import { heatStep } from '../../../src/render/charts/heat.ts';
import { sparkline } from '../../../src/render/charts/sparkline.ts';
import { usualBar } from '../../../src/render/charts/usual-bar.ts';
import { readSvg } from './svg-reading.ts';

describe('the name of a channel in a picture', () => {
  it.each([
    ['💬│general', 'general'],
    ['𝗴𝗲𝗻𝗲𝗿𝗮𝗹', 'general'],
    ['┊📣・news-and-more', 'news-and-more'],
    ['一般', ''],
    ['שלום', ''],
    ['Is-there-code-for-X?', 'Is-there-code-for-X?'],
    ['(staff) lounge', '(staff) lounge'],
    ['e\u0301te\u0301', 'été'],
    ['a\u202Eb\u0000c', 'abc'],
    ['🏳️‍🌈', ''],
    ['c++', 'c++'],
    ['.-.', ''],
    ['  two   words  ', 'two words'],
  ])('%j is %j', (name, shown) => {
    expect(chartText(name)).toBe(shown);
  });

  it('has nothing that Inter lacks, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect([...chartText(name)].filter((character) => !inter(400).has(character.codePointAt(0) ?? 0))).toEqual([]);
      }),
    );
  });
});

describe('the text of an SVG', () => {
  it('is well-formed and says the same, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readSvg(element('text', { class: text }, xmlText(text)));
        expect(read.attributes.get('class')).toBe(read.text);
        if (/^[\x20-\x7e]*$/.test(text)) expect(read.text).toBe(text);
      }),
    );
  });

  it('has numbers to a tenth', () => {
    expect([0, -0.01, 1.25, 1 / 3, -2, 1e6].map(rounded)).toEqual(['0', '0', '1.3', '0.3', '-2', '1000000']);
  });
});

describe('the width of a text', () => {
  // Inter 4.0: 2,048 units; `i` is 494 of them in its regular weight, a space 576, digits have their own widths.
  it('is the sum of its characters', () => {
    expect(textWidth('', 13)).toBe(0);
    expect(textWidth('ab', 13)).toBeCloseTo(textWidth('a', 13) + textWidth('b', 13));
    expect(textWidth('WWW', 26)).toBeCloseTo(2 * textWidth('WWW', 13));
    expect(textWidth('general', 13, 600)).toBeGreaterThan(textWidth('general', 13));
  });

  it('decides where a text is cut or broken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.integer({ min: 30, max: 200 }), (text, width) => {
        expect(textWidth(fitted(text, width, 13), 13)).toBeLessThanOrEqual(width);
        const lines = wrapped(text, width, 13);
        for (const line of lines) expect(textWidth(line, 13)).toBeLessThanOrEqual(width);
        if (!lines.some((line) => line.includes('…'))) expect(lines.join(' ')).toBe(text);
      }),
    );
  });
});

describe('a scale of counts', () => {
  it('has room for every value, and few integers as ticks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 })), (values) => {
        const scale = new CountScale(values, { top: 10, bottom: 210 });
        for (const value of values) expect(scale.y(value)).toBeGreaterThanOrEqual(10);
        expect(scale.y(0)).toBe(210);
        expect(scale.ticks[0]).toBe(0);
        expect(scale.ticks.length).toBeLessThanOrEqual(5);
        expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
        expect(scale.ticks.every(Number.isInteger)).toBe(true);
        for (const tick of scale.ticks) expect(scale.y(tick)).toBeGreaterThanOrEqual(10);
      }),
    );
  });
});

describe('a step of heat', () => {
  it('is one of six equal ones above zero', () => {
    expect([0, 0.1, 10, 10.1, 20, 59, 60].map((value) => heatStep(value, 60))).toEqual([0, 1, 1, 2, 2, 6, 6]);
    expect(heatStep(0, 0)).toBe(0);
  });
});

describe('the small marks of a page', () => {
  it.each([[[]], [[null, null]], [[5]], [[3, 3, 3]], [[1, null, 7, 2]]])('draw a line of %j', (values) => {
    const line = readSvg(sparkline(values));
    expect(line.attributes.get('aria-hidden')).toBe('true');
    expect(sparkline(values)).not.toMatch(/NaN|Infinity|style/);
    expect(line.children.filter(({ name }) => name === 'circle')).toHaveLength(
      values.some((value) => value !== null) ? 1 : 0,
    );
  });

  it('show a change inside its usual range as a dot, outside as a ring, and without one as a plain track', () => {
    const usual = { low: -0.08, high: 0.09 };
    const marksOf = (bar: string) => readSvg(bar).children.map(({ attributes }) => attributes.get('class'));
    expect(marksOf(usualBar({ change: 0.03, usual, isUnusual: false }))).toEqual(['grid', 'usual', 'base', 'dot']);
    expect(marksOf(usualBar({ change: 0.4, usual, isUnusual: true }))).toEqual(['grid', 'usual', 'base', 'ring']);
    expect(marksOf(usualBar({ change: null, usual: null, isUnusual: false }))).toEqual(['grid']);
  });

  it('keep every change inside the bar', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 50, noNaN: true }), (change) => {
        const bar = readSvg(usualBar({ change, usual: { low: -0.1, high: 0.1 }, isUnusual: true }));
        const at = Number.parseFloat(bar.children.at(-1)?.attributes.get('cx') ?? '');
        expect(at).toBeGreaterThan(4);
        expect(at).toBeLessThan(96);
      }),
    );
  });
});
