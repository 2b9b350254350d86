import type { Database as Connection } from 'better-sqlite3';
import { nextTurn, Slice } from '../../../core/async/event-loop.ts';
import { tenureOn } from '../../../core/membership/tenure.ts';
import { type MessageShares, metricsOfMessages } from '../../../core/message-shares.ts';
import { metricOf } from '../../../core/metric.ts';
import { type Day, hoursOfMonth, type Month } from '../../../core/time.ts';
import { startsWithin, type Total } from '../../../core/total.ts';
import { prepared } from '../access/prepared.ts';

/**
 * Subtracts one member's share of the messages from a guild's totals of a month. Must run in the caller's transaction.
 */
export async function takeMessagesFromTotals(
  connection: Connection,
  guild: number,
  month: Month,
  shares: MessageShares,
): Promise<void> {
  const found = prepared<Pick<Total, 'channel' | 'key' | 'amount'>>(
    connection,
    `select channel, key, amount from total
      where guild = :guild and metric = :id and grain = :grain and start = :start`,
  );
  const row = `
    where guild = :guild and metric = :id and grain = :grain and start = :start and channel = :channel and key = :key`;
  const reduce = prepared(connection, `update total set amount = :remainder ${row}`);
  const remove = prepared(connection, `delete from total ${row}`);
  const slice = new Slice(totalsPerTurn);
  for (const metric of metricsOfMessages) {
    const { id, grain } = metricOf(metric);
    const { from, to } = startsWithin(grain, hoursOfMonth(month));
    for (let start = from; start < to; start += 1) {
      // All at once: nothing may change rows that are still being gone through.
      for (const { channel, key, amount } of found.all({ guild, id, grain, start })) {
        const remainder = shares.remainderOf({ metric, start, channel, amount });
        const place = { guild, id, grain, start, channel, key };
        if (remainder === 0) remove.run(place);
        else if (remainder < amount) reduce.run({ ...place, remainder });
        if (slice.fills()) await nextTurn();
      }
    }
  }
}

/** They take a few milliseconds. A server of many channels has a hundred thousand of a month. */
const totalsPerTurn = 500;

/**
 * Subtracts a member from the tenure of the days on which they were active, where they were counted once each.
 * Otherwise the sum of a day's tenure would exceed its number of active members. A day may have nothing to subtract, if
 * the time of the join was unknown at their first activity.
 */
export function takeOutOfTenure(
  connection: Connection,
  guild: number,
  days: ReadonlySet<Day>,
  joinedAtMs: number,
): void {
  const { id } = metricOf('tenure');
  const row = "where guild = :guild and metric = :id and grain = 'day' and start = :day and channel = 0 and key = :key";
  const remove = prepared(connection, `delete from total ${row} and amount = 1`);
  const reduce = prepared(connection, `update total set amount = amount - 1 ${row}`);
  for (const day of days) {
    const place = { guild, id, day, key: String(tenureOn(day, joinedAtMs)) };
    if (remove.run(place).changes === 0) reduce.run(place);
  }
}
