import { type HourRange, monthsOfRange, startOfMonthMs } from '../../core/time.ts';
import type { RangeFacts } from '../range-facts.ts';
import { isNotKnown, type NotKnown, type Value } from '../value.ts';

/**
 * Whether a number was counted and is gone. What is usual cannot be said without it: as a rule the small numbers are the
 * first to go.
 */
export function isLost(value: Value): value is NotKnown {
  return isNotKnown(value) && (value.notKnown === 'deleted' || value.notKnown === 'unreadable');
}

/**
 * Whether it is no longer known how much of a range was observed: another program may have counted a month of it, and what
 * that covered is deleted with the month.
 *
 * @param facts Of a range that contains it.
 */
export function isCoverageLost(
  range: HourRange,
  { prunedMonths, countingSinceMs }: Pick<RangeFacts, 'prunedMonths' | 'countingSinceMs'>,
): boolean {
  if (prunedMonths.length === 0) return false;
  const pruned = new Set(prunedMonths);
  return monthsOfRange(range).some(
    (month) => pruned.has(month) && startOfMonthMs(month) < (countingSinceMs ?? Number.POSITIVE_INFINITY),
  );
}
