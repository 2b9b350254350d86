import { type Hour, type HourRange, hourOfWeek, hoursOfMonth, monthOfHour, monthsOfRange } from '../../core/time.ts';
import type { Period } from '../query.ts';

/** The periods of a range, ascending. The first and last are cut at its ends. `total` is the range itself. */
export function periodsOf({ from, to }: HourRange, by: Period | 'total'): readonly HourRange[] {
  const periods: HourRange[] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, by === 'total' ? to : endOf(by, start));
    periods.push({ from: start, to: end });
    start = end;
  }
  return periods;
}

/** The parts of a period in each of its months, ascending. */
export function partsByMonth(period: HourRange): readonly HourRange[] {
  if (period.from >= period.to) return [];
  if (period.to <= hoursOfMonth(monthOfHour(period.from)).to) return [period]; // Mostly.
  return monthsOfRange(period).map((month) => overlap(period, hoursOfMonth(month)));
}

/** The hours that are in both ranges; empty if there are none. */
export function overlap(one: HourRange, other: HourRange): HourRange {
  const from = Math.max(one.from, other.from);
  return { from, to: Math.max(from, Math.min(one.to, other.to)) };
}

/** The end of the calendar period that an hour is in. */
function endOf(by: Period, hour: Hour): Hour {
  switch (by) {
    case 'hour':
      return hour + 1;
    case 'day':
      return hour - (hourOfWeek(hour) % 24) + 24;
    case 'week':
      return hour - hourOfWeek(hour) + 7 * 24;
    case 'month':
      return hoursOfMonth(monthOfHour(hour)).to;
  }
}
