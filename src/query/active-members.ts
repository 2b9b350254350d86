/**
 * How many members were active in a window: wrote a message, or spent a second in voice. Nobody can be recognised from one
 * month to the next, so a window over a month's end has bounds instead of a number.
 */
export interface ActiveMembers {
  /** At least so many, and at most `high`. The two are equal where the window lies within one month. */
  readonly low: number;
  readonly high: number;
  /** What is likely between them, a whole number; null where no complete month precedes from which that could be told. */
  readonly estimate: number | null;
}

/** Active members of the last 24 hours, 7 and 30 days, each begun with the nearest whole hour and up to now. */
export interface RollingActivity {
  readonly day: ActiveMembers;
  readonly week: ActiveMembers;
  readonly month: ActiveMembers;
}

/** The number where it is exact; null where it is an estimate or there are but bounds. */
export function exactly({ low, high }: ActiveMembers): number | null {
  return low === high ? low : null;
}
