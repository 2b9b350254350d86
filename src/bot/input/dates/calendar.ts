import { type Day, dayMs, type Month, monthOf, weekdayOfHour } from '../../../core/time.ts';
import type { Words } from '../../../render/words.ts';

/** The days from `from` up to, but not including, `to`. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** From 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: Day): number {
  return weekdayOfHour(day * 24);
}

/** The month that contains a day. */
export function monthOfDay(day: Day): Month {
  return monthOf(day * dayMs);
}

/** The first day of a month, in any year from 0. */
export function firstDayOf(month: Month): Day {
  return new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1) / dayMs;
}

/** From 28 to 31. */
export function daysIn(month: Month): number {
  return firstDayOf(month + 1) - firstDayOf(month);
}

/** Such as `2018-01-12`. */
export function isoDayOf(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** A day as a value of a sentence: `12 January 2018`, in the language of the answer. */
export function spokenDay(day: Day): (words: Words) => string {
  return (words) => words.days({ from: day * 24, to: (day + 1) * 24 });
}
