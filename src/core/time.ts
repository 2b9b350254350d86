/** Whole hours since the Unix epoch. Every hour, day, week and month of Census is of UTC. */
export type Hour = number;

/** Whole days since the Unix epoch, of UTC. */
export type Day = number;

/** Whole months since January of the year 0: `year * 12 + month`, January being 0. */
export type Month = number;

/** Hours from `from` up to and without `to`. */
export interface HourRange {
  readonly from: Hour;
  readonly to: Hour;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The hour that holds an instant, given in milliseconds since the Unix epoch. */
export function hourOf(timeMs: number): Hour {
  return Math.floor(timeMs / hourMs);
}

/** Which hour of the week an hour is, from 0 to 167; the first is that of Monday, 00:00. */
export function hourOfWeek(hour: Hour): number {
  return (hour + hoursBeforeTheEpoch) % 168;
}

/** The epoch began on a Thursday. */
const hoursBeforeTheEpoch = 3 * 24;

/** The day that holds an instant, given in milliseconds since the Unix epoch. */
export function dayOf(timeMs: number): Day {
  return Math.floor(timeMs / dayMs);
}

/** The day that holds an hour. */
export function dayOfHour(hour: Hour): Day {
  return Math.floor(hour / 24);
}

/** The month that holds an instant, given in milliseconds since the Unix epoch. */
export function monthOf(timeMs: number): Month {
  const date = new Date(timeMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first instant of a month, in milliseconds since the Unix epoch. */
export function startOfMonthMs(month: Month): number {
  return Date.UTC(Math.floor(month / 12), month % 12);
}

/** The hours of a month. */
export function hoursOfMonth(month: Month): HourRange {
  return { from: hourOf(startOfMonthMs(month)), to: hourOf(startOfMonthMs(month + 1)) };
}

/** The month that holds an hour. */
export function monthOfHour(hour: Hour): Month {
  return monthOf(hour * hourMs);
}

/** Monday is 0, Sunday 6; also before 1970. */
export function weekdayOfHour(hour: Hour): number {
  const daysSinceEpoch = Math.floor(hour / 24);
  return (((daysSinceEpoch + 3) % 7) + 7) % 7; // 1 January 1970 was a Thursday.
}

/** `2018-01-12`, the day that holds the hour. */
export function isoDay(hour: Hour): string {
  return new Date(hour * hourMs).toISOString().slice(0, 10);
}

/** `March 2026`. */
export function monthName(month: Month): string {
  const date = new Date(startOfMonthMs(month));
  return date.toLocaleString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** `2018-01-12T10:00:00Z`, the instant at which an hour begins. */
export function isoHour(hour: Hour): string {
  return `${new Date(hour * hourMs).toISOString().slice(0, 19)}Z`;
}

/** The months that a range touches, ascending. */
export function monthsOfRange(range: HourRange): readonly Month[] {
  if (range.to <= range.from) return [];
  const first = monthOfHour(range.from);
  return Array.from({ length: monthOfHour(range.to - 1) - first + 1 }, (_, index) => first + index);
}
