import { describe, expect, it } from 'vitest';
import { pageColours, pageRules, pictureRules } from '../../../src/render/charts/canvas/rules.ts';
import { type Theme, type Token, themes, tokens } from '../../../src/render/charts/canvas/theme.ts';
import { contrast, difference, seenWith } from './colours.ts';

const all = Object.keys(themes) as readonly Theme[];

/** Every text and what it may stand on. Text over a line has an outline of the card's colour. */
const texts: readonly (readonly [Token, Token])[] = [
  ['text', 'card'],
  ['soft', 'card'],
  ['signal', 'card'],
  ['text', 'usual'],
  ['soft', 'usual'],
];

/** Every mark that has to be seen, and what it may stand on. */
const marks: readonly (readonly [Token, Token])[] = [
  ['accent', 'card'],
  ['accent', 'usual'],
  ['prev', 'card'],
  ['signal', 'card'],
  ['signal', 'usual'],
  ['usualEdge', 'card'],
  ['hatch', 'card'],
];

describe.each(all)('the theme %s', (theme) => {
  const of = (token: Token) => themes[theme][token];

  it('has texts with a contrast of 4.5', () => {
    const poor = texts.filter(([text, ground]) => contrast(of(text), of(ground)) < 4.5);
    expect(poor).toEqual([]);
  });

  it('has marks with a contrast of 3', () => {
    const poor = marks.filter(([mark, ground]) => contrast(of(mark), of(ground)) < 3);
    expect(poor).toEqual([]);
  });

  it('tells the asked range from what is unusual, whatever colours a person sees', () => {
    for (const deficiency of ['none', 'protan', 'deutan', 'tritan'] as const) {
      const [accent, signal] = [seenWith(of('accent'), deficiency), seenWith(of('signal'), deficiency)];
      expect(difference(accent, signal), deficiency).toBeGreaterThan(40);
    }
  });

  it('has steps of heat that differ, each farther from the card', () => {
    const steps = (['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6'] as const).map(of);
    for (const deficiency of ['none', 'protan', 'deutan', 'tritan'] as const) {
      const seen = steps.map((step) => seenWith(step, deficiency));
      const between = seen.slice(1).map((step, index) => difference(step, seen[index] ?? [0, 0, 0]));
      expect(Math.min(...between), deficiency).toBeGreaterThan(5);
    }
    const fromCard = steps.map((step) => contrast(step, of('card')));
    expect(fromCard).toEqual(fromCard.toSorted((one, other) => one - other));
  });

  it('gives a picture every colour, and no variable', () => {
    const rules = pictureRules(theme);
    expect(rules).not.toContain('var(');
    for (const token of tokens) expect(rules).toContain(of(token));
  });

  it('gives a page the colours by name', () => {
    const named = [...pageRules().matchAll(/var\(--(\w+)\)/g)].map(([, token]) => token);
    expect(new Set(named)).toEqual(new Set(tokens));
    expect(pageRules()).not.toMatch(/#[0-9a-f]{6}/);
    expect(pageColours(theme)).toContain(`--accent:${of('accent')}`);
  });
});

describe('the difference of colours', () => {
  // Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", 2005, pairs 1, 4, 17 and 25.
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ] as const)('is that of its authors for %j and %j', (one, other, expected) => {
    expect(difference(one, other)).toBeCloseTo(expected, 4);
  });
});
