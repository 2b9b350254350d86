import type { Database as Connection } from 'better-sqlite3';
import type { ChannelNumber } from '../../../core/counter.ts';
import { metricOf, totalMetrics } from '../../../core/metric.ts';
import { hoursOfMonth, type Month } from '../../../core/time.ts';
import { startsWithin } from '../../../core/total.ts';
import { prepared } from '../access/prepared.ts';

/**
 * Moves a month's totals of some channels to other channels and adds them to the totals there. `moves` maps an old
 * channel number to the new one. Must run inside the caller's transaction.
 */
export function moveTotals(
  connection: Connection,
  guild: number,
  month: Month,
  moves: ReadonlyMap<ChannelNumber, ChannelNumber>,
): void {
  const place = 'guild = :guild and metric = :id and grain = :grain and start >= :from and start < :to';
  const add = prepared(
    connection,
    `insert into total (guild, metric, grain, start, channel, key, amount)
     select guild, metric, grain, start, :channel, key, amount from total where ${place} and channel = :moved
     on conflict (guild, metric, grain, start, channel, key) do update set amount = amount + excluded.amount`,
  );
  const remove = prepared(connection, `delete from total where ${place} and channel = :moved`);
  for (const metric of totalMetrics) {
    const { id, scope, grain } = metricOf(metric);
    if (scope !== 'channel') continue;
    const span = { guild, id, grain, ...startsWithin(grain, hoursOfMonth(month)) };
    for (const [moved, channel] of moves) {
      if (moved === channel) continue;
      add.run({ ...span, moved, channel });
      remove.run({ ...span, moved });
    }
  }
}
