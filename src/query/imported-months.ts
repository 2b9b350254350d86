import { type CounterMetric, counterMetrics, type TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, hourMs, hoursOfMonth, startOfMonthMs } from '../core/time.ts';
import type { GuildMonth, StoreReader } from '../store/store-reader.ts';

/** What is known of a month that may be imported. */
export type ImportedMonth = Pick<GuildMonth, 'month' | 'imported'>;

/** The hours of an imported month that its files cover; null for a month that was not imported. */
export function importedHours({ imported }: Pick<ImportedMonth, 'imported'>): HourRange | null {
  if (imported === null) return null;
  return { from: Math.floor(imported.fromMs / hourMs), to: Math.ceil(imported.toMs / hourMs) };
}

/** Whether all of a month was counted, by Census or by another program. */
export function isWhole({ month, imported }: ImportedMonth, firstConnectedMs: number): boolean {
  const startMs = startOfMonthMs(month);
  if (imported === null) return firstConnectedMs <= startMs;
  return imported.fromMs <= startMs && imported.toMs >= startOfMonthMs(month + 1);
}

/**
 * Whether the program that counted an imported month did not count a metric. A total was not counted if there is none.
 * Only asked if a number is zero.
 */
export async function isNotImported(
  store: Pick<StoreReader, 'totals'>,
  guildId: Snowflake,
  { month, imported }: ImportedMonth,
  metric: CounterMetric | TotalMetric,
): Promise<boolean> {
  if (isCounter(metric)) return imported !== null && !imported.metrics.includes(metric);
  return (await store.totals(guildId, { metrics: [metric], range: hoursOfMonth(month) })).length === 0;
}

function isCounter(metric: CounterMetric | TotalMetric): metric is CounterMetric {
  return counterMetrics.some((known) => known === metric);
}
