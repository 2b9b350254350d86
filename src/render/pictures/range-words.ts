import {
  type HourRange,
  hourMs,
  hourOfWeek,
  hoursOfMonth,
  isoDay,
  monthOfHour,
  monthsOfRange,
} from '../../core/time.ts';
import type { Words } from '../words.ts';

/** `October 2024`, `2024`, `Week of 14 October 2024`, or days: `10–13 November 2025`. */
export function rangeName(range: HourRange, words: Words): string {
  if (isWholeMonth(range)) return words.month(monthOfHour(range.from));
  if (isWholeYear(range)) return String(yearOf(range));
  if (isOfWholeMonths(range)) return words.monthSpan(monthsOfRange(range));
  if (isWholeWeek(range))
    return words.say('picture.weekOf', { day: words.days({ from: range.from, to: range.from + 24 }) });
  return words.days(range);
}

/** As {@link rangeName}, with a word about a range that is not over. */
export function rangeSoFar(range: HourRange, askedAtMs: number, words: Words): string {
  const name = rangeName(range, words);
  return range.to * hourMs > askedAtMs ? words.say('picture.soFar', { range: name }) : name;
}

/** An earlier range within a sentence, beside the one that it is compared with: `September`, `the week before`. */
export function rangeBefore(before: HourRange, range: HourRange, words: Words): string {
  if (isWholeMonth(before)) {
    const month = monthOfHour(before.from);
    return yearOf(before) === yearOf(range) ? words.monthOfYear(month) : words.month(month);
  }
  if (isWholeWeek(before) && before.to === range.from) return words.say('picture.weekBefore');
  if (before.to - before.from === 24 && before.to === range.from) return words.say('picture.dayBefore');
  return words.days(before);
}

/** `2024-10`, `2024`, or `2024-10-14-to-2024-10-21` for the name of a file, the end excluded. */
export function rangeInFileName(range: HourRange): string {
  if (isWholeMonth(range)) return isoDay(range.from).slice(0, 7);
  if (isWholeYear(range)) return isoDay(range.from).slice(0, 4);
  return `${isoDay(range.from)}-to-${isoDay(Math.ceil(range.to / 24) * 24)}`;
}

export function isWholeMonth(range: HourRange): boolean {
  const month = hoursOfMonth(monthOfHour(range.from));
  return month.from === range.from && month.to === range.to;
}

function isOfWholeMonths({ from, to }: HourRange): boolean {
  return from < to && [from, to].every((hour) => hoursOfMonth(monthOfHour(hour)).from === hour);
}

function isWholeYear(range: HourRange): boolean {
  const first = monthOfHour(range.from);
  return first % 12 === 0 && hoursOfMonth(first).from === range.from && hoursOfMonth(first + 11).to === range.to;
}

export function isWholeWeek({ from, to }: HourRange): boolean {
  return hourOfWeek(from) === 0 && to - from === 7 * 24;
}

function yearOf({ from }: HourRange): number {
  return Math.floor(monthOfHour(from) / 12);
}
