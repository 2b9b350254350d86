import { join } from 'node:path';
import { ColumnWriter } from '../../src/columns/column-writer.ts';
import { CounterList } from '../../src/columns/counter-list.ts';
import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import type { Snowflake } from '../../src/core/snowflake.ts';
import { SeededRandom } from '../../src/simulator/population/seeded-random.ts';
import type { Batch } from '../../src/store/batch.ts';
import type { Guild } from '../../src/store/guild.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { aBatch } from '../store/a-batch.ts';
import {
  benchHours,
  benchMonth,
  type GeneratedHour,
  generatedMonth,
  kindOfChannel,
  type MonthSize,
  memberNumbers,
} from './generated-month.ts';

/** The guild whose month it is. */
export const benchGuildId: Snowflake = '1000000000000000001';

/**
 * Counts a generated month into a new `census.db` in a folder, as the bot does: an hour at a time, compacted when the hour
 * is over. The month stays open. The store is to be closed by whoever asked for it.
 */
export async function monthAtRest(
  directory: string,
  size: MonthSize,
  onProgress: (share: number) => void = () => {},
): Promise<SqliteStore> {
  const store = openSqliteStore({ path: join(directory, 'census.db'), migrationsDirectory });
  const lane = store.open(0);
  await lane.openMonth(benchMonth);
  let number = 0;
  const commit = (batch: Partial<Batch>, hour: number) => {
    number += 1;
    return lane.commit(aBatch(number, { observedUntilMs: hour * 3_600_000, ...batch }), noPeople);
  };
  const channels = Array.from({ length: size.channels }, (_, index) => ({
    guildId: benchGuildId,
    channel: channel(index + 1),
  }));
  await commit({ guilds: [guild(size)], channels }, benchHours.from);
  const members = membersOf(size);
  for (let start = 0; start < members.length; start += 20_000) {
    await commit({ members: members.slice(start, start + 20_000) }, benchHours.from);
  }
  for (const counters of generatedMonth(size)) {
    const { hour } = counters;
    const hours = { from: hour, to: hour + 1 };
    const delta = { guildId: benchGuildId, month: benchMonth, hours, columns: columnsOf(counters) };
    await commit({ deltas: [delta] }, hour + 1);
    await lane.compact(hour + 1);
    onProgress((hour + 1 - benchHours.from) / (benchHours.to - benchHours.from));
  }
  return store;
}

/** Those of the generated month are put into the vault by themselves. */
const noPeople = { month: benchMonth, records: [] };

/** A generated hour as a column blob. */
export function columnsOf({ hour, length, isVoice, channels, members, amounts }: GeneratedHour): Uint8Array {
  const writer = new ColumnWriter();
  const list = new CounterList();
  for (let index = 0; index < length; index += 1) {
    list.push(members[index] as number, amounts[index] as number);
    if (channels[index] === channels[index + 1] && isVoice[index] === isVoice[index + 1]) continue;
    writer.run(hour, isVoice[index] === 1 ? 'voice' : 'msg', channels[index] as number, list);
    list.clear();
  }
  return writer.finish();
}

function membersOf({ seed, members }: MonthSize) {
  const random = new SeededRandom(seed + 2);
  const tokens = new Set<number>();
  while (tokens.size < members) tokens.add(0xa0000000 + Math.floor(random.next() * (2 ** 32 - 0xa0000000)));
  const numbers = memberNumbers(seed, members);
  return Array.from(tokens, (token, index) => ({
    guildId: benchGuildId,
    member: { number: numbers[index] as number, token },
  }));
}

function guild({ members }: MonthSize): Guild {
  return {
    id: benchGuildId,
    name: 'Bench',
    settings: defaultGuildSettings,
    afkChannelId: null,
    headcount: members,
    firstConnectedMs: benchHours.from * 3_600_000,
    leftMs: null,
    wasGreeted: true,
    catchUpFromMs: benchHours.from * 3_600_000,
    announcedMonth: benchMonth - 1,
    isAnnouncementCertain: true,
    wasAlertedOfMauLimit: false,
  };
}

function channel(number: number) {
  const kind = kindOfChannel(number);
  return {
    id: String(2_000_000_000_000_000_000n + BigInt(number)),
    kind,
    name: `${kind}-${number}`,
    number,
    isDeleted: false,
  };
}

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
