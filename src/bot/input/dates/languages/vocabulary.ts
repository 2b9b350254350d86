import { dayMs } from '../../../../core/time.ts';
import { monthNames, weekdayNames } from '../calendar-words.ts';
import type { CalendarLanguage } from './calendar-language.ts';

/** What the words of a language mean in English: months, their abbreviations, weekdays, and the words of the calendar. */
export function vocabularyOf(language: CalendarLanguage): ReadonlyMap<string, string> {
  const known = vocabularies.get(language) ?? vocabulary(language);
  vocabularies.set(language, known);
  return known;
}

const vocabularies = new Map<CalendarLanguage, ReadonlyMap<string, string>>();

/** In lower case and without accents, which are often left out. */
export function plainWord(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}

function vocabulary({ tag, words }: CalendarLanguage): ReadonlyMap<string, string> {
  const months = monthNames.map((meaning, month) => ({ meaning, names: namesOf(tag, 'month', Date.UTC(2024, month)) }));
  const weekdays = weekdayNames.map((meaning, weekday) => {
    return { meaning, names: namesOf(tag, 'weekday', mondayMs + weekday * dayMs) };
  });
  const named = [...months, ...weekdays];
  const abbreviations = months.flatMap(({ meaning, names: [long = ''] }) => {
    return beginnings(long).map((word) => ({ meaning, word }));
  });
  const isOfOne = (word: string) =>
    named.filter(({ names }) => names.some((name) => name.startsWith(word))).length === 1;
  return new Map([
    ...abbreviations.filter(({ word }) => isOfOne(word)).map(({ word, meaning }) => [word, meaning] as const),
    ...named.flatMap(({ meaning, names }) => names.map((name) => [name, meaning] as const)),
    ...Object.entries(words).flatMap(([meaning, all]) => all.map((word) => [word, meaning] as const)),
  ]);
}

/** The long name, and then the short one. */
function namesOf(tag: string, part: 'month' | 'weekday', timeMs: number): readonly string[] {
  return (['long', 'short'] as const).map((style) => {
    const form = part === 'month' ? { month: style, day: 'numeric' as const } : { weekday: style };
    const parts = new Intl.DateTimeFormat(tag, { ...form, timeZone: 'UTC' }).formatToParts(timeMs);
    return plainWord(parts.find(({ type }) => type === part)?.value ?? '').replace(/\.$/, '');
  });
}

/** Of three letters and more, as people shorten the name of a month. */
function beginnings(name: string): readonly string[] {
  return Array.from({ length: Math.max(0, name.length - 3) }, (_, index) => name.slice(0, index + 3));
}

/** 5 January 1970. */
const mondayMs = 4 * dayMs;
