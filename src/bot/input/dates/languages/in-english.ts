import { countNames, weekdayNames } from '../calendar-words.ts';
import { isOfCalendar } from '../corrected-text.ts';
import { type CalendarLanguage, calendarLanguages } from './calendar-language.ts';
import { plainWord, vocabularyOf } from './vocabulary.ts';

/**
 * A text about days as it is said in English, by each language in which all of its words are known. So there is one
 * grammar of days, and a text means the same whatever the language of its writer.
 */
export function inEnglish(text: string): readonly string[] {
  const typed = plainWord(text);
  const found = calendarLanguages.map((language) => translated(typed, language));
  return [...new Set(found.filter((each) => each !== null && each !== typed))] as readonly string[];
}

/** Whether all words of a text are English ones about days, right or wrong. */
export function isInEnglish(text: string): boolean {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).every(isOfCalendar);
}

/** Whether a word is a month, a weekday or another word about days in one of the languages. */
export function isOfSomeCalendar(word: string): boolean {
  return calendarLanguages.some((language) => telling.test(vocabularyOf(language).get(plainWord(word)) ?? ''));
}

/** Articles and prepositions do not tell that a text is about days. */
const telling = /^(?!(?:from|to|of|one)$)./;

function translated(typed: string, language: CalendarLanguage): string | null {
  const vocabulary = vocabularyOf(language);
  const replaced = language.phrases.reduce((text, [phrase, meaning]) => text.replace(phrase, meaning), typed);
  const words = replaced.split(' ').map((each) => {
    const [, word = '', end = ''] = /^(.*?)([.,]*)$/.exec(each) ?? [];
    const meaning = vocabulary.get(word);
    if (meaning !== undefined) return meaning !== '' && end.endsWith(',') ? `${meaning},` : meaning;
    return !/\p{L}/u.test(word) || isKept(word) ? each : null;
  });
  if (words.includes(null)) return null;
  return inEnglishOrder(words.filter((word) => word !== '').join(' '));
}

/** English words, and what the phrases of a language leave behind. */
function isKept(word: string): boolean {
  return isOfCalendar(word) || /^(?:ago:|q[1-4]|to|until)$/.test(word);
}

/** Such as `week last` as `last week`, and `of 3 to 5 of may` as `from 3 may to 5 may`. */
function inEnglishOrder(text: string): string {
  return orders.reduce((so, [foreign, english]) => so.replace(foreign, english), text).trim();
}

const units = 'days?|weeks?|months?|quarters?|years?|weekends?';
const counts = `\\d+|${countNames.join('|')}`;

const orders: readonly (readonly [RegExp, string])[] = [
  [/^of (?=.* to )/, 'from '],
  [/(?:^| )of(?= )/g, ''],
  [/^since (?=.* to )/, 'from '],
  [/\bago: (\S+ \S+)$/, '$1 ago'],
  [new RegExp(`\\b(${units}|${weekdayNames.join('|')}) last\\b`), 'last $1'],
  [new RegExp(`\\b(${counts}) last (?=(?:${units})\\b)`), 'last $1 '],
  [/\b(?:first|1(?:st|\.)?) quarter\b/, 'q1'],
  [/\b(?:second|2(?:nd|\.)?) quarter\b/, 'q2'],
  [/\b(?:third|3(?:rd|\.)?) quarter\b/, 'q3'],
  [/\b(?:fourth|4(?:th|\.)?) quarter\b/, 'q4'],
  [/^(start|end|(?:first|second|third|fourth) week) (?=month$)/, '$1 this '],
  [/^(start|end|(?:first|second|third|fourth|last) week) (?=\p{L}+(?: \d{4}| month)?$)/u, '$1 of '],
  [/^(from )?(\d{1,2})\.? to (\d{1,2}\.? )([a-z]+.*)$/, '$1$2 $4 to $3$4'], // The month is meant for both days.
];
