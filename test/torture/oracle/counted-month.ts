import { readColumns } from '../../../src/columns/columns.ts';
import type { CounterMetric } from '../../../src/core/metric.ts';
import type { Snowflake } from '../../../src/core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../../src/core/time.ts';
import type { StoreReader } from '../../../src/store/store-reader.ts';

/** A counter of the bot. For `voice` the amount is in milliseconds. */
export interface CountedRow {
  readonly hour: number;
  readonly event: CounterMetric;
  /** Empty if the metric has none. */
  readonly channelId: Snowflake;
  /** Empty if the metric has none; undefined for a number that belongs to no one. */
  readonly userId: Snowflake | undefined;
  readonly amount: number;
}

/** The counters of a guild and month, with the people that the witness recorded before the month was closed. */
export async function countedMonth(
  store: StoreReader,
  guildId: Snowflake,
  month: Month,
  people: ReadonlyMap<number, Snowflake>,
): Promise<CountedRow[]> {
  const channels = new Map((await store.channels(guildId)).map(({ number, id }) => [number, id]));
  const sums = new Map<string, { row: CountedRow; amount: number }>();
  for await (const { blobs } of store.readCounters(guildId, hoursOfMonth(month))) {
    for (const blob of blobs) {
      readColumns(blob, (hour, event, channel, member, amount) => {
        const isOfMember = event === 'msg' || event === 'voice';
        const channelId = isOfMember ? (channels.get(channel) ?? '') : '';
        const userId = isOfMember ? people.get(member) : '';
        const key = `${hour} ${event} ${channel} ${member}`;
        const sum = sums.get(key) ?? { row: { hour, event, channelId, userId, amount }, amount: 0 };
        sum.amount = event === 'total_users' ? amount : sum.amount + amount;
        sums.set(key, sum);
      });
    }
  }
  return [...sums.values()].map(({ row, amount }) => ({ ...row, amount }));
}
