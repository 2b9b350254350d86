import { ColumnCursor } from '../columns/blob/column-cursor.ts';
import type { CounterMetric, TotalMetric } from '../core/metric.ts';
import { counterMetrics } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, hoursOfMonth, type Month } from '../core/time.ts';
import type { GuildMonth, StoreReader } from '../store/store-reader.ts';
import { readAround } from './readable-counters.ts';

type ImportStore = Pick<StoreReader, 'readCounters' | 'totals'>;

/** What is known of an imported month: whole, or the hours that its files cover. */
export type ImportedMonth = Pick<GuildMonth, 'month' | 'isImported'>;

/** The hours of an imported month that were counted; null for a month that was not imported. */
export function importedHours({ month, isImported }: ImportedMonth): HourRange | null {
  return isImported ? hoursOfMonth(month) : null;
}

/**
 * Whether the program that counted an imported month did not count a metric: the month has none of it. Only asked if a
 * number is zero.
 */
export async function isNotImported(
  store: ImportStore,
  guildId: Snowflake,
  { month }: ImportedMonth,
  metric: CounterMetric | TotalMetric,
): Promise<boolean> {
  if (isCounter(metric)) return !(await hasCounters(store, guildId, month, metric));
  return (await store.totals(guildId, { metrics: [metric], range: hoursOfMonth(month) })).length === 0;
}

function isCounter(metric: CounterMetric | TotalMetric): metric is CounterMetric {
  return counterMetrics.some((known) => known === metric);
}

async function hasCounters(
  store: ImportStore,
  guildId: Snowflake,
  month: Month,
  metric: CounterMetric,
): Promise<boolean> {
  const { found } = await readAround(store, async (source) => {
    for await (const { blobs } of source.readCounters(guildId, hoursOfMonth(month))) {
      if (blobs.some((blob) => hasMetric(blob, metric))) return true;
    }
    return false;
  });
  return found;
}

function hasMetric(blob: Uint8Array, metric: CounterMetric): boolean {
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) {
    if (cursor.metric === metric) return true;
    cursor.skipGroup();
  }
  return false;
}
