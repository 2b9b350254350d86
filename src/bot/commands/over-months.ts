import { dayMs, type HourRange, isoDay, monthOf, monthOfHour } from '../../core/time.ts';
import { Mistake } from '../../render/mistake.ts';
import type { Counted } from '../answering/suggestions.ts';

/** What to type instead of a report over a month's end. */
export function overMonths(range: HourRange, { nowMs, firstMs }: Counted, prefix: string): Mistake {
  const today = Math.floor(nowMs / dayMs);
  if (range.to >= today * 24 && range.to - range.from <= 31 * 24) {
    return new Mistake('report.overMonthsToNow', { prefix, days: today - range.from / 24 });
  }
  const lastMonth = monthOfHour(range.to - 1);
  const thisMonth = monthOf(nowMs);
  const lastWhole = Math.min(lastMonth, thisMonth - 1);
  // In the first month there is no whole one.
  const month = Math.max(lastWhole, monthOf(firstMs ?? 0));
  return new Mistake('report.overMonths', {
    month: (words) => words.month(month),
    prefix,
    from: isoDay(range.from),
    to: isoDay(range.to),
  });
}
