import { type HourRange, hourMs } from '../../core/time.ts';
import { comparedRange, isOfWholeMonths, runningPeriod, upToNow } from '../hours/compared-range.ts';

/**
 * The time that a range is compared with to see a change: of whole months as many months before, of the running month or
 * year the same part of the one before. Any other range, up to now, has equally long time with the same weekdays: it is
 * moved back by the fewest whole weeks that leave no common hour.
 */
export function earlierRange(range: HourRange, nowMs: number): HourRange {
  const isOver = range.to * hourMs <= nowMs;
  const running = isOver ? null : runningPeriod(range, nowMs);
  const isOfCalendar = isOver ? isOfWholeMonths(range) : running === 'month' || running === 'year';
  if (isOfCalendar) return comparedRange(range, 'periodBefore', nowMs);
  const { from, to } = upToNow(range, nowMs);
  const moved = Math.ceil((to - from) / weekHours) * weekHours;
  return { from: from - moved, to: to - moved };
}

const weekHours = 7 * 24;
