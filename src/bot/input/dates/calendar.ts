import { type Day, dayMs, type Month, monthOf, weekdayOfHour } from '../../../core/time.ts';

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
