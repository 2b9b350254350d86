import { dayMs, monthOf, startOfMonthMs } from '../time.ts';

/**
 * What newcomers do in their first days, as it is counted under `newcomer_way`: they joined, passed the guild's membership
 * screening (at once where there is none), wrote a message, left.
 */
export const newcomerSteps = ['joined', 'passed', 'wrote', 'left'] as const;
export type NewcomerStep = (typeof newcomerSteps)[number];

/** A step counts within so many milliseconds of the join. */
export const firstDaysMs = 7 * dayMs;

/**
 * Whether the first days of a join end within its month, so that all steps are known before the month is sealed. Later
 * joiners are no newcomers. `joinedAtMs` is in milliseconds since the Unix epoch.
 */
export function isNewcomer(joinedAtMs: number): boolean {
  return joinedAtMs + firstDaysMs <= startOfMonthMs(monthOf(joinedAtMs) + 1);
}

/** Whether an instant lies in the first days of a join; both in milliseconds since the Unix epoch. */
export function isInFirstDays(atMs: number, joinedAtMs: number): boolean {
  return atMs >= joinedAtMs && atMs < joinedAtMs + firstDaysMs;
}
