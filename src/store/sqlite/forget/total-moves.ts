import type { Database as Connection } from 'better-sqlite3';
import { nextTurn, Slice } from '../../../core/async/event-loop.ts';
import type { ChannelNumber } from '../../../core/counter.ts';
import { metricOf, totalMetrics } from '../../../core/metric.ts';
import { hoursOfMonth, type Month } from '../../../core/time.ts';
import { startsWithin } from '../../../core/total.ts';
import { prepared } from '../access/prepared.ts';

/**
 * Moves a month's totals of some channels to other channels and adds them to the totals there. `moves` maps an old
 * channel number to the new one. Must run inside the caller's transaction.
 */
export async function moveTotals(
  connection: Connection,
  guild: number,
  month: Month,
  moves: ReadonlyMap<ChannelNumber, ChannelNumber>,
): Promise<void> {
  // Every place is looked for by the whole of its key but the last column: to look through a month for each of a
  // thousand deleted channels takes minutes.
  const place = 'guild = :guild and metric = :id and grain = :grain and start = :start';
  const add = prepared(
    connection,
    `insert into total (guild, metric, grain, start, channel, key, amount)
     select guild, metric, grain, start, :channel, key, amount from total where ${place} and channel = :moved
     on conflict (guild, metric, grain, start, channel, key) do update set amount = amount + excluded.amount`,
  );
  const remove = prepared(connection, `delete from total where ${place} and channel = :moved`);
  const slice = new Slice(movesPerTurn);
  for (const metric of totalMetrics) {
    const { id, scope, grain } = metricOf(metric);
    if (scope !== 'channel') continue;
    const { from, to } = startsWithin(grain, hoursOfMonth(month));
    for (let start = from; start < to; start += 1) {
      for (const [moved, channel] of moves) {
        if (moved === channel) continue;
        const isThere = add.run({ guild, id, grain, start, moved, channel }).changes > 0;
        if (isThere) remove.run({ guild, id, grain, start, moved });
        if (slice.fills()) await nextTurn();
      }
    }
  }
}

/** They take a few milliseconds. */
const movesPerTurn = 500;
