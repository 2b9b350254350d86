import { describe, expect, it } from 'vitest';
import { languages } from '../../../src/core/locality/language.ts';
import { wordsFor } from '../../../src/render/locales/languages.ts';
import { lacking, readSvg, textsOf } from '../charts/svg-reading.ts';
import { states } from './states.ts';

/** English is in pictures.test.ts. */
const others = languages.slice(1);
const cases = Object.entries(states).flatMap(([name, { picture }]) =>
  others.map((language) => ({ name, language, picture })),
);

describe.each(cases)('the picture $name in $language', ({ language, picture }) => {
  const { svg, alt } = picture({ words: wordsFor(language), theme: 'chat' });
  const texts = textsOf(readSvg(svg)).filter(({ text }) => text !== '');

  it('has no text that is small, cut off or that Inter lacks', () => {
    expect(texts.filter(({ size }) => !(size >= 12))).toEqual([]);
    expect(texts.filter(({ left, right }) => left < 4 || right > 396)).toEqual([]);
    expect(texts.filter(({ text }) => text.endsWith('…') && !isName(text))).toEqual([]);
    expect(lacking(texts)).toEqual([]);
  });

  it('has no texts over each other', () => {
    const touching = texts.flatMap((one, index) =>
      texts
        .slice(index + 1)
        .filter(({ left, right, y }) => Math.abs(y - one.y) < 9 && left < one.right - 1 && one.left < right - 1)
        .map((other) => `${one.text} / ${other.text}`),
    );
    expect(touching).toEqual([]);
  });

  it('is described in what a description may hold', () => {
    expect(alt.length).toBeLessThanOrEqual(1_024);
  });
});

/** Names of channels and events are cut in every language. */
function isName(text: string): boolean {
  return text.startsWith('#') || text.startsWith('Hackathon');
}
