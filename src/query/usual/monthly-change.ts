/** A number of one month, or of any span that is compared. */
export interface MonthFigure {
  /** The number itself. It decides whether a percentage makes sense. */
  readonly value: number;
  /** The time it is divided by: its observed days, or 1 for a number that is not per day, such as people in the month. */
  readonly days: number;
}

/**
 * The change from one month to another, per observed day, so that months of 28 and 31 days compare: 0.2 is a fifth
 * more. Null if the smaller number is under 20, or if either was not observed: there is no percentage then.
 */
export function monthlyChange(before: MonthFigure, now: MonthFigure): number | null {
  if (Math.min(before.value, now.value) < fewestForPercentage || before.days <= 0 || now.days <= 0) return null;
  return now.value / now.days / (before.value / before.days) - 1;
}

const fewestForPercentage = 20;
