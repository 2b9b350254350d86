import type { Database as Connection } from 'better-sqlite3';
import { type ChannelNumber, none } from '../../../core/counter.ts';
import { metricOf, type TotalMetric, totalMetrics } from '../../../core/metric.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../../core/time.ts';
import { startsWithin } from '../../../core/total.ts';
import { prepared } from '../access/prepared.ts';

/**
 * Removes the totals with `keep: 'counters'` from a guild's month. Totals of channels are summed by month: under their
 * channel for the channels in `shown`, under {@link none} for all others together. Must run inside the caller's
 * transaction.
 */
export function pruneTotals(
  connection: Connection,
  guild: number,
  month: Month,
  shown: ReadonlySet<ChannelNumber>,
): void {
  for (const metric of totalMetrics) {
    const { scope, keep } = metricOf(metric);
    if (keep !== 'counters') continue;
    const taken = take(connection, guild, month, metric);
    if (scope !== 'channel') continue;
    const add = prepared(
      connection,
      `insert into total (guild, metric, grain, start, channel, key, amount)
       values (:guild, :id, 'month', :month, :channel, :key, :amount)
       on conflict (guild, metric, grain, start, channel, key) do update set amount = amount + excluded.amount`,
    );
    for (const { channel, key, amount } of taken) {
      const kept = shown.has(channel) ? channel : none;
      add.run({ guild, id: metricOf(metric).id, month, channel: kept, key, amount });
    }
  }
}

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

/** Deletes a metric's totals of a month. Returns their sum for each channel and key. */
function take(connection: Connection, guild: number, month: Month, metric: TotalMetric) {
  const { id, grain } = metricOf(metric);
  const place = { guild, id, grain, ...startsWithin(grain, hoursOfMonth(month)) };
  const ofMonth = 'where guild = :guild and metric = :id and grain = :grain and start >= :from and start < :to';
  const sums = prepared<{ readonly channel: ChannelNumber; readonly key: string; readonly amount: number }>(
    connection,
    `select channel, key, sum(amount) as amount from total ${ofMonth} group by channel, key`,
  ).all(place);
  prepared(connection, `delete from total ${ofMonth}`).run(place);
  return sums;
}
