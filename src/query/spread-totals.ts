import { dayClasses, type MonthSpread } from '../columns/month-spread.ts';
import { none } from '../core/counter.ts';
import type { TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';

/** The metrics of {@link spreadTotals}. */
export const spreadMetrics = ['regular_writer', 'days_active', 'top_tenth'] as const satisfies readonly TotalMetric[];

/**
 * The totals of a month's spread, which are kept for good. Groups of members by active days have five members or more:
 * a smaller group is merged into the one with fewer days, and its key says so, such as `6+` for `6-15` and `16+`. The
 * messages of the top tenth are kept if it has five members or more, which takes 41 writers. The number of regular
 * writers is always kept, even 0.
 */
export function spreadTotals(guildId: Snowflake, month: Month, spread: MonthSpread): readonly Total[] {
  const total = (metric: TotalMetric, key: string, amount: number): Total => {
    return { guildId, metric, start: month, channel: none, key, amount };
  };
  const { people, messages } = spread.topTenth;
  return [
    total('regular_writer', '', spread.regularWriters),
    ...mergedDays(spread.daysActive).map(({ key, amount }) => total('days_active', key, amount)),
    ...(people >= fewest ? [total('top_tenth', '', messages)] : []),
  ];
}

/** The minimum number of members in a group. */
const fewest = 5;

/** Members by their number of active days, ascending, in groups of five or more. Empty below five members. */
export function mergedDays(
  daysActive: readonly number[],
): readonly { readonly key: string; readonly amount: number }[] {
  const groups: DayGroup[] = [];
  let pending: DayGroup | null = null;
  for (const [place, { from, to }] of [...dayClasses.entries()].reverse()) {
    const amount: number = (daysActive[place] ?? 0) + (pending?.amount ?? 0);
    const group: DayGroup = { from, to: pending?.to ?? to, amount };
    pending = amount > 0 && amount < fewest ? group : null;
    if (amount >= fewest) groups.unshift(group);
  }
  const [lowest] = groups;
  if (pending !== null && lowest !== undefined) {
    groups[0] = { from: pending.from, to: lowest.to, amount: pending.amount + lowest.amount };
  }
  return groups.map((group) => ({ key: keyOf(group), amount: group.amount }));
}

interface DayGroup {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

function keyOf({ from, to }: DayGroup): string {
  if (from === to) return String(from);
  return to === dayClasses[dayClasses.length - 1]?.to ? `${from}+` : `${from}-${to}`;
}
