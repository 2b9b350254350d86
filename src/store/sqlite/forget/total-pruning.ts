import type { Database as Connection } from 'better-sqlite3';
import { nextTurn, Slice } from '../../../core/async/event-loop.ts';
import { type ChannelNumber, none } from '../../../core/counter.ts';
import { type Grain, metricOf, totalMetrics } from '../../../core/metric.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../../core/time.ts';
import { startsWithin } from '../../../core/total.ts';
import { prepared } from '../access/prepared.ts';

/**
 * Removes the totals with `keep: 'counters'` from a guild's month. Totals of channels are summed by month: under their
 * channel for the channels in `shown`, under {@link none} for all others together. Must run inside the caller's
 * transaction.
 */
export async function pruneTotals(
  connection: Connection,
  guild: number,
  month: Month,
  shown: ReadonlySet<ChannelNumber>,
): Promise<void> {
  const add = prepared(
    connection,
    `insert into total (guild, metric, grain, start, channel, key, amount)
     values (:guild, :id, 'month', :month, :channel, :key, :amount)
     on conflict (guild, metric, grain, start, channel, key) do update set amount = amount + excluded.amount`,
  );
  const slice = new Slice(totalsPerTurn);
  for (const metric of totalMetrics) {
    const { id, grain, scope, keep } = metricOf(metric);
    if (keep !== 'counters') continue;
    const { from, to } = startsWithin(grain, hoursOfMonth(month));
    for (let start = from; start < to; start += 1) {
      for (const { channel, key, amount } of take(connection, { guild, id, grain, start })) {
        if (scope !== 'channel') continue;
        add.run({ guild, id, month, channel: shown.has(channel) ? channel : none, key, amount });
        if (slice.fills()) await nextTurn();
      }
    }
  }
}

/** Rows per turn of the event loop. They take a few milliseconds. A server with many channels has 100,000 in a month. */
const totalsPerTurn = 500;

/** See `MonthStore.forgetProfiles`. Must run inside the caller's transaction. */
export function forgetProfiles(connection: Connection, guildId: Snowflake, before: Month): number {
  const forget = prepared(
    connection,
    `delete from total
      where guild = (select key from guild where id = :guildId) and metric = :id and grain = :grain and start < :to`,
  );
  return totalMetrics.reduce((sum, metric) => {
    const { id, grain, keep } = metricOf(metric);
    if (keep !== 'profiles') return sum;
    return sum + forget.run({ guildId, id, grain, to: startsWithin(grain, hoursOfMonth(before)).from }).changes;
  }, 0);
}

/** Deletes the totals of one span and returns them. */
function take(connection: Connection, place: { guild: number; id: number; grain: Grain; start: number }) {
  const there = 'where guild = :guild and metric = :id and grain = :grain and start = :start';
  const taken = prepared<{ readonly channel: ChannelNumber; readonly key: string; readonly amount: number }>(
    connection,
    `select channel, key, amount from total ${there}`,
  ).all(place);
  prepared(connection, `delete from total ${there}`).run(place);
  return taken;
}
