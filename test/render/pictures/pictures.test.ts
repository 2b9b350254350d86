import { describe, expect, it } from 'vitest';
import { english } from '../../../src/render/words.ts';
import { allOf, lacking, readSvg, textsOf } from '../charts/svg-reading.ts';
import { states } from './states.ts';

const chat = { words: english, theme: 'chat' } as const;
const all = Object.entries(states).map(([name, { picture, page }]) => ({ name, picture, page }));

describe.each(all)('the picture $name', ({ name, picture, page }) => {
  const { svg, alt, name: file } = picture(chat);

  it('is drawn as before', async () => {
    await expect(`${svg.replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(`golden/${name}.svg`);
    if (page !== null)
      await expect(`${page.replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(`golden/${name}.page.svg`);
  });

  it('is described as before', async () => {
    await expect(`${file}\n${alt}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(alt.length).toBeGreaterThan(20);
    expect(alt.length).toBeLessThanOrEqual(1_024);
  });

  it('is the same each time', () => {
    expect(picture(chat)).toEqual({ svg, alt, name: file });
  });

  it('is well-formed, with its rules inside and nothing from outside', () => {
    const elements = allOf(readSvg(svg));
    expect(elements.filter((each) => each.name === 'style')).toHaveLength(1);
    expect(elements.flatMap(({ attributes }) => [...attributes.keys()])).not.toContain('style');
    expect(svg).not.toMatch(/href|<script|NaN|undefined|Infinity|var\(/);
  });

  it('has no text that is small, cut off or that Inter lacks', () => {
    const texts = textsOf(readSvg(svg));
    expect(texts.filter(({ size }) => !(size >= 12))).toEqual([]);
    expect(texts.filter(({ left, right }) => left < 4 || right > 396)).toEqual([]);
    expect(lacking(texts)).toEqual([]);
  });

  it('has no texts over each other', () => {
    const texts = textsOf(readSvg(svg)).filter(({ text }) => text !== '');
    const touching = texts.flatMap((one, index) =>
      texts
        .slice(index + 1)
        .filter(({ left, right, y }) => Math.abs(y - one.y) < 9 && left < one.right - 1 && one.left < right - 1)
        .map((other) => `${one.text} / ${other.text}`),
    );
    expect(touching).toEqual([]);
  });

  it('differs in the light theme by its rules alone', () => {
    const light = picture({ words: english, theme: 'light' });
    const withoutRules = (text: string) => text.replace(/<style>.*<\/style>/, '');
    expect(withoutRules(light.svg)).toBe(withoutRules(svg));
    expect(light.svg).not.toBe(svg);
  });

  it('stands in a page without rules of its own', () => {
    if (page === null) return;
    const elements = allOf(readSvg(page));
    expect(page).not.toMatch(/style|href|<script|NaN|undefined|Infinity/);
    const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(elements[0]?.attributes.get('aria-labelledby')).toSatisfy((id: string) => ids.includes(id));
  });
});

describe('the charts of a page', () => {
  it('have ids of their own', () => {
    const pages = ['days-month', 'week', 'when', 'channels', 'active'].map((name) => states[name]?.page ?? '');
    const ids = pages.flatMap((page) => [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(5);
  });
});
