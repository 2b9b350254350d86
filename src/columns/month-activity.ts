import type { Hour, HourRange } from '../core/time.ts';

/** Who was active when within one month, without anybody in it: all that is asked of a month's active members. */
export interface MonthActivity {
  /** The hours of the month. */
  readonly hours: HourRange;
  /** How many days the month has. */
  readonly dayCount: number;
  /** How many members were active on any of the days from `from` up to and without `to`, 0 being the first of the month. */
  activeOn(from: number, to: number): number;
  /** How many members were active in this hour or later in the month. */
  activeSince(hour: Hour): number;
  /** How many members were active in the `before` days up to a day, how many in the `after` days from it, and how many in both. */
  activeAround(day: number, before: number, after: number): ActiveAround;
}

export interface ActiveAround {
  readonly earlier: number;
  readonly later: number;
  readonly both: number;
}
