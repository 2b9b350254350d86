import type { Hour, HourRange } from '../../core/time.ts';

/** Counts of active members within one month. It identifies no member. */
export interface MonthActivity {
  /** The hours of the month. */
  readonly hours: HourRange;
  /** The number of days in the month. */
  readonly dayCount: number;
  /**
   * The number of members active on any day from `from`, included, to `to`, excluded. Day 0 is the first of the month.
   */
  activeOn(from: number, to: number): number;
  /** The number of members active in this hour or later in the month. */
  activeSince(hour: Hour): number;
  /** The numbers of members active in the `before` days up to a day, in the `after` days from it, and in both. */
  activeAround(day: number, before: number, after: number): ActiveAround;
}

export interface ActiveAround {
  readonly earlier: number;
  readonly later: number;
  readonly both: number;
}

/** The least amount of one counter that makes a member active: one message, or one second of voice. */
export const leastActivity = { msg: 1, voice: 1000 } as const;
