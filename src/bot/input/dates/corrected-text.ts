import { nearest } from '../near.ts';
import { countNames, monthNamed, monthNames, weekdayNamed, weekdayNames } from './calendar-words.ts';

/**
 * A text about days as it was probably meant: mistyped words replaced, `lastmonth` and `20180112` divided. The same text
 * if there is nothing to correct.
 *
 * @param text In lower case, with single spaces.
 */
export function correctedText(text: string): string {
  const corrected = text.replace(/[a-z]{3,}/g, correctedWord).replace(/\b(\d{4})(\d{2})(\d{2})\b/g, '$1-$2-$3');
  return corrected === text ? (nearest(text, usualPeriods, (period) => period) ?? text) : corrected;
}

/** Whether a word in lower case is one of those that days are written with. */
export function isOfCalendar(word: string): boolean {
  return known.has(word) || monthNamed(word) !== undefined || weekdayNamed(word) !== undefined;
}

function correctedWord(word: string): string {
  return isOfCalendar(word) ? word : (nearest(word, known, (name) => name) ?? word);
}

const known: ReadonlySet<string> = new Set([
  ...['yesterday', 'today', 'last', 'this', 'past', 'day', 'days', 'week', 'weeks', 'month', 'months', 'ago', 'since'],
  ...[
    'year',
    'years',
    'quarter',
    'quarters',
    'weekend',
    'before',
    'first',
    'second',
    'third',
    'fourth',
    'end',
    'start',
  ],
  ...['beginning', 'from', 'the', 'now', 'tomorrow'],
  ...monthNames,
  ...weekdayNames,
  ...countNames,
]);

const usualPeriods = ['last', 'this'].flatMap((which) =>
  ['week', 'month', 'quarter', 'year', 'weekend'].map((unit) => `${which} ${unit}`),
);
