import type { Between, Value } from '../value.ts';

/**
 * The number of members active in a window: they wrote a message, or spent at least a second in voice. Members cannot
 * be recognised across months, so a window over a month's end has bounds instead of a number.
 */
export interface ActiveMembers extends Between {
  /** The bounds are equal if the window lies within one month. */
  readonly high: number;
  /** The likely number between the bounds, an integer; null if no complete earlier month allows an estimate. */
  readonly estimate: number | null;
}

/**
 * Active members of the last 24 hours, 7 days and 30 days. Each window begins at the nearest full hour and ends now.
 */
export interface RollingActivity {
  readonly day: ActiveMembers;
  readonly week: ActiveMembers;
  readonly month: ActiveMembers;
}

/** The exact number; null if there are only bounds or an estimate. */
export function exactly({ low, high }: ActiveMembers): number | null {
  return low === high ? low : null;
}

/** As a value of a result. */
export function valueOfActive(members: ActiveMembers): Value {
  return exactly(members) ?? members;
}
