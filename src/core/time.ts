/** Whole hours since the Unix epoch. All hours, days, weeks and months are in UTC. */
export type Hour = number;

/** Whole days since the Unix epoch. */
export type Day = number;

/** Whole months since January of the year 0: `year * 12 + month`, with January as 0. */
export type Month = number;

/** The hours from `from`, included, to `to`, excluded. */
export interface HourRange {
  readonly from: Hour;
  readonly to: Hour;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The hour of an instant, given in milliseconds since the Unix epoch. */
export function hourOf(timeMs: number): Hour {
  return Math.floor(timeMs / hourMs);
}

/** The hour of the week, 0 to 167; 0 is Monday, 00:00. Also correct before 1970. */
export function hourOfWeek(hour: Hour): number {
  return (((hour + hoursBeforeTheEpoch) % hoursPerWeek) + hoursPerWeek) % hoursPerWeek;
}

const hoursPerWeek = 7 * 24;

/** From Monday to Thursday, the first day of the epoch. */
const hoursBeforeTheEpoch = 3 * 24;

/** The day of an instant, given in milliseconds since the Unix epoch. */
export function dayOf(timeMs: number): Day {
  return Math.floor(timeMs / dayMs);
}

/** The day of an hour. */
export function dayOfHour(hour: Hour): Day {
  return Math.floor(hour / 24);
}

/** The month of an instant, given in milliseconds since the Unix epoch. */
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

/** The hours of the last day, the current one included. */
export function hoursOfLastDay(nowMs: number): HourRange {
  return { from: hourOf(nowMs - dayMs), to: hourOf(nowMs) + 1 };
}

/** The month of an hour. */
export function monthOfHour(hour: Hour): Month {
  return monthOf(hour * hourMs);
}

/** The day of the week, 0 for Monday to 6 for Sunday. Also correct before 1970. */
export function weekdayOfHour(hour: Hour): number {
  return Math.floor(hourOfWeek(hour) / 24);
}

/** The day of an hour, such as `2018-01-12`. */
export function isoDay(hour: Hour): string {
  return new Date(hour * hourMs).toISOString().slice(0, 10);
}

/** Such as `March 2026`. */
export function monthName(month: Month): string {
  const date = new Date(startOfMonthMs(month));
  return date.toLocaleString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** The start of an hour, such as `2018-01-12T10:00:00Z`. */
export function isoHour(hour: Hour): string {
  return `${new Date(hour * hourMs).toISOString().slice(0, 19)}Z`;
}

/** The months that a range overlaps, ascending. */
export function monthsOfRange(range: HourRange): readonly Month[] {
  if (range.to <= range.from) return [];
  const first = monthOfHour(range.from);
  return Array.from({ length: monthOfHour(range.to - 1) - first + 1 }, (_, index) => first + index);
}
