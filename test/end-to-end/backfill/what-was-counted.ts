import { join } from 'node:path';
import { readColumns } from '../../../src/columns/columns.ts';
import { hoursOfMonth, type Month } from '../../../src/core/time.ts';
import type { StoreReader } from '../../../src/store/store-reader.ts';
import { openToRead } from '../stages/counted.ts';

/** What is known of a guild's month, without numbers and tokens: two bots that saw the same have the same. */
export interface MonthSeen {
  readonly month: Month;
  readonly messages: number;
  readonly people: number;
  /** One line for each member: the messages by hour and channel. Sorted. */
  readonly profiles: readonly string[];
  /** What was counted without a member and can be read from histories. Sorted. */
  readonly totals: readonly string[];
}

/** The sealed months of a guild, without what was written in some channels. */
export async function monthsSeen(
  data: string,
  guildId: string,
  without: readonly string[],
): Promise<readonly MonthSeen[]> {
  const store = openToRead(join(data, 'census.db'));
  try {
    const months = (await store.months(guildId)).filter(({ isSealed }) => isSealed);
    return await Promise.all(months.map(({ month }) => monthSeen(store, guildId, month, without)));
  } finally {
    await store.close();
  }
}

async function monthSeen(
  store: StoreReader,
  guildId: string,
  month: Month,
  without: readonly string[],
): Promise<MonthSeen> {
  const ids = new Map((await store.channels(guildId)).map(({ number, id }) => [number, id]));
  const isLeftOut = (channel: number) => without.includes(ids.get(channel) ?? '');
  const range = hoursOfMonth(month);
  const members = new Map<number, string[]>();
  let messages = 0;
  for await (const { blobs } of store.readCounters(guildId, range)) {
    for (const blob of blobs) {
      readColumns(blob, (hour, metric, channel, member, amount) => {
        if (metric !== 'msg' || isLeftOut(channel)) return;
        messages += amount;
        members.set(member, [...(members.get(member) ?? []), `${hour} ${ids.get(channel)} ${amount}`]);
      });
    }
  }
  const metrics = ['message_kind', 'attachment', 'reply_delay'] as const;
  const totals = (await store.totals(guildId, { metrics, range })).filter(({ channel }) => !isLeftOut(channel));
  return {
    month,
    messages,
    people: members.size,
    profiles: [...members.values()].map((profile) => profile.sort().join(', ')).sort(),
    totals: totals
      .map(({ metric, start, channel, key, amount }) => `${metric} ${start} ${ids.get(channel)} ${key} ${amount}`)
      .sort(),
  };
}
