import { describe, expect, it } from 'vitest';
import { type Language, languages } from '../../src/core/locality/language.ts';
import de from '../../src/render/locales/de.json' with { type: 'json' };
import enUs from '../../src/render/locales/en-US.json' with { type: 'json' };
import es from '../../src/render/locales/es.json' with { type: 'json' };
import fr from '../../src/render/locales/fr.json' with { type: 'json' };
import { wordsFor } from '../../src/render/locales/languages.ts';
import { english, type MessageKey } from '../../src/render/words.ts';

const files: Readonly<Record<Language, Readonly<Record<string, string>>>> = { 'en-US': enUs, de, fr, es };
const translated = (['de', 'fr', 'es'] as const).filter((language) => Object.keys(files[language]).length > 0);

describe.each(translated)('the sentences in %s', (language) => {
  const words = wordsFor(language);

  it('are all there, and no other', () => {
    expect(Object.keys(files[language]).sort()).toEqual(Object.keys(enUs).sort());
  });

  it('have the placeholders of the English ones', () => {
    const wrong = english.keys.flatMap((key) => {
      const [own, wanted] = [words, english].map((each) => [...each.placeholders(key).keys()].sort().join());
      return own === wanted ? [] : [`${key}: {${own}} instead of {${wanted}}`];
    });
    expect(wrong).toEqual([]);
  });

  it('tell the same cases apart, and those that their plurals have', () => {
    const wrong = english.keys.flatMap((key) => {
      const wanted = english.placeholders(key);
      return [...words.placeholders(key)].flatMap(([name, cases]) => {
        const fault = faultIn(cases, wanted.get(name) ?? [], language);
        return fault === null ? [] : [`${key} {${name}}: ${fault}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('are sentences of that language', () => {
    const same = english.keys.filter((key) => files[language][key] === enUs[key] && isSentence(key));
    expect(same).toEqual([]);
  });

  it('fit where Discord limits them', () => {
    const limited = english.keys.filter((key) => /^command\.[^.]+\.(summary|option\.)/.test(key));
    expect(limited.filter((key) => words.say(key).length > 100 || words.say(key) === '')).toEqual([]);
    const labels = english.keys.filter((key) => /^button\.(?!tooOld)/.test(key));
    expect(labels.filter((key) => (files[language][key] ?? '').length > 80)).toEqual([]);
  });

  it('keep commands, options and files as they are typed', () => {
    const wrong = english.keys.filter((key) => typedIn(files[language][key] ?? '') !== typedIn(enUs[key]));
    expect(wrong.map((key) => `${key}: ${typedIn(files[language][key] ?? '')}`)).toEqual([]);
  });
});

/** Why the cases of a placeholder are not those of the English sentence; null if they are. */
function faultIn(own: readonly string[], wanted: readonly string[], language: Language): string | null {
  if (!isPlural(own) && !isPlural(wanted)) {
    return [...own].sort().join() === [...wanted].sort().join() ? null : `${own.join()} instead of ${wanted.join()}`;
  }
  if (!isPlural(wanted) && wanted.length > 0) return `a plural instead of ${wanted.join()}`;
  if (wanted.length > 0 && own.length === 0) return `no plural, but the English one has ${wanted.join()}`;
  const known: readonly string[] = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const unknown = own.filter((each) => !known.includes(each) && !each.startsWith('='));
  if (unknown.length > 0) return `${language} has no ${unknown.join()}`;
  const needed = wanted.length === 0 || wanted.includes('one') ? ['one', 'other'] : wanted;
  return needed.every((each) => own.includes(each)) ? null : `${needed.join(' and ')} are needed`;
}

function isPlural(cases: readonly string[]): boolean {
  return cases.some((each) => each === 'one' || each.startsWith('='));
}

/** What people type, and names that languages share, are no sentences. */
function isSentence(key: MessageKey): boolean {
  if (/\.(?:examples|usage|names)$/.test(key)) return false;
  const text = enUs[key].replace(/`[^`]*`|\b(?:plural|select|one|other)\b/g, '');
  return new Set(text.match(/\p{L}{2,}/gu)).size > 5;
}

/** Slash commands with their options, in the order of the alphabet. */
function typedIn(text: string): string {
  const found = text.match(/\/(?:report|active|when|settings|privacy|status|userstats|visitors)(?: \w+:)?/g) ?? [];
  return [...new Set(found)].sort().join();
}

describe('the words of a language', () => {
  it.each([
    ['de', 'de'],
    ['es-419', 'es'],
    ['es-ES', 'es'],
    ['fr', 'fr'],
    ['en-GB', 'en-GB'],
    ['pt-BR', 'en-GB'],
    [null, 'en-GB'],
    [undefined, 'en-GB'],
  ])('are found by what Discord calls it: %s', (locale, spoken) => {
    expect(wordsFor(locale).locale).toBe(spoken);
  });

  it('are English where a sentence is missing', () => {
    for (const language of languages) {
      for (const key of english.keys) {
        const said = files[language][key] ?? enUs[key];
        if (wordsFor(language).placeholders(key as MessageKey).size === 0) {
          expect(wordsFor(language).say(key)).toBe(said.replaceAll("''", "'"));
        }
      }
    }
  });

  it('write days, numbers and times as their readers do', () => {
    const day = Date.UTC(2025, 10, 10) / 3_600_000;
    const days = languages.map((language) => wordsFor(language).days({ from: day, to: day + 96 }));
    expect(days).toEqual([
      '10–13 November 2025',
      '10.–13. November 2025',
      '10–13 novembre 2025',
      '10–13 de noviembre de 2025',
    ]);
    expect(languages.map((language) => wordsFor(language).number(17_265.5, 1))).toEqual([
      '17,265.5',
      '17.265,5',
      '17\u202f265,5',
      '17.265,5',
    ]);
    expect(languages.map((language) => wordsFor(language).time(14))).toEqual(['14:00', '14:00', '14:00', '14:00']);
  });

  it('tell clock times in the time zone, and days and months in UTC', () => {
    const timeMs = Date.UTC(2026, 6, 1, 23, 5);
    const words = wordsFor('en-US', 'Asia/Kolkata');
    expect(words.localMinute(timeMs)).toBe('2 July 2026, 04:35 (Asia/Kolkata)');
    expect(words.localTimeOfDay(timeMs)).toBe('04:35 (Asia/Kolkata)');
    expect(words.minute(timeMs)).toBe('1 July 2026, 23:05 UTC');
    expect(words.dayAndMonth(timeMs)).toBe('1 Jul');
    expect(wordsFor('en-US').localMinute(timeMs)).toBe('1 July 2026, 23:05 UTC');
    expect(wordsFor('en-US', 'Asia/Kolkata')).toBe(words);
  });
});
