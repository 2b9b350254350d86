import { dayMs, monthOf, startOfMonthMs } from '../time.ts';

/**
 * The steps of newcomers in their first days, which are the keys of `newcomer_way`: they joined, passed membership
 * screening (at once if the guild has none), wrote a message, left.
 */
export const newcomerSteps = ['joined', 'passed', 'wrote', 'left'] as const;
export type NewcomerStep = (typeof newcomerSteps)[number];

/** A step counts within this time after the join. */
export const firstDaysMs = 7 * dayMs;

/**
 * Whether the first days after a join end within its month, so that all steps are known before the month is sealed.
 * Members who join later are not newcomers. `joinedAtMs` is in milliseconds since the Unix epoch.
 */
export function isNewcomer(joinedAtMs: number): boolean {
  return joinedAtMs + firstDaysMs <= startOfMonthMs(monthOf(joinedAtMs) + 1);
}

/** Whether a time is within the first days after a join. Both in milliseconds since the Unix epoch. */
export function isInFirstDays(atMs: number, joinedAtMs: number): boolean {
  return atMs >= joinedAtMs && atMs < joinedAtMs + firstDaysMs;
}
