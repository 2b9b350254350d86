import type { Database as Connection } from 'better-sqlite3';
import { type Grain, metricOf, type TotalMetric, totalMetrics } from '../../../core/metric.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { hoursOfMonth } from '../../../core/time.ts';
import { type KnownKey, startsWithin, type TotalAtRest } from '../../../core/total.ts';
import type { AskedTotals } from '../../store-reader.ts';
import { prepared } from '../access/prepared.ts';
import { readLane } from '../lane-row.ts';

/** See `StoreReader.totals`. */
export function totalsOf(
  snapshot: Connection,
  guildId: Snowflake,
  { metrics, range }: AskedTotals,
): readonly TotalAtRest[] {
  const rows = prepared<Pick<TotalAtRest, 'start' | 'channel' | 'key' | 'amount'>>(
    snapshot,
    `select start, channel, key, amount
       from total
      where guild = (select key from guild where id = :guildId) and metric = :id and grain = :grain
        and start >= :from and start < :to
      order by start, channel, key`,
  );
  const asked = totalMetrics.filter((metric) => metrics.includes(metric));
  return asked.flatMap((metric) =>
    grainsOf(metric).flatMap((grain) =>
      rows
        .all({ guildId, id: metricOf(metric).id, grain, ...startsWithin(grain, range) })
        .map((row) => ({ guildId, metric, grain, ...row })),
    ),
  );
}

/** See `Checkpoint.totalKeys`. */
export function totalKeysOf(snapshot: Connection, lane: number): readonly KnownKey[] {
  const { openMonth, rotation } = readLane(snapshot, lane);
  if (openMonth === null || rotation !== null) return [];
  const keys = prepared<Pick<KnownKey, 'guildId' | 'key'>>(
    snapshot,
    `select distinct guild.id as guildId, total.key
       from guild cross join total on total.guild = guild.key
      where lane = :lane and metric = :id and grain = :grain and start >= :from and start < :to
      order by guild, total.key`,
  );
  return totalMetrics.flatMap((metric) => {
    const { id, grain, mostKeys } = metricOf(metric);
    if (mostKeys === undefined) return [];
    const found = keys.all({ lane, id, grain, ...startsWithin(grain, hoursOfMonth(openMonth)) });
    return found.map((of) => ({ ...of, metric, month: openMonth }));
  });
}

/** The grains of a metric's totals, finest first: its own, and `month` if its totals are summed by month at pruning. */
function grainsOf(metric: TotalMetric): readonly Grain[] {
  const { grain, keep } = metricOf(metric);
  return keep === 'counters' && grain !== 'month' ? [grain, 'month'] : [grain];
}
