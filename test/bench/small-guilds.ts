import { join } from 'node:path';
import { ColumnWriter } from '../../src/columns/column-writer.ts';
import { CounterList } from '../../src/columns/counter-list.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { ChannelNumber, MemberNumber } from '../../src/core/counter.ts';
import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import type { Snowflake } from '../../src/core/snowflake.ts';
import type { Hour } from '../../src/core/time.ts';
import { SeededRandom } from '../../src/simulator/population/seeded-random.ts';
import type { Batch, Delta } from '../../src/store/batch.ts';
import type { Guild } from '../../src/store/guild.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { aBatch } from '../store/a-batch.ts';
import { fillVault, type KnownPerson, userIdOf } from './filled-vault.ts';
import { benchHours, benchMonth, memberNumbers } from './generated-month.ts';

/** Many guilds in which little happens. */
export interface SmallGuilds {
  readonly seed: number;
  readonly guilds: number;
}

export const membersPerGuild = 50;
export const channelsPerGuild = 10;
export const countersPerGuild = 1_800;

/** A guild is awake for some hours a day, and about ten counters come together in each. */
const hoursADay = 6;
const daysOfMonth = (benchHours.to - benchHours.from) / 24;
const countersPerHour = countersPerGuild / (daysOfMonth * hoursADay);

/** Who wrote how much where in one hour, ascending by channel and member. */
export interface HourOfGuild {
  readonly hour: Hour;
  readonly counters: readonly {
    readonly channel: ChannelNumber;
    readonly member: MemberNumber;
    readonly amount: number;
  }[];
}

/** The hours of one day in a guild, ascending. */
export function dayOfGuild({ seed }: SmallGuilds, guild: number, day: number): readonly HourOfGuild[] {
  const random = new SeededRandom(seed + guild * daysOfMonth + day);
  const numbers = numbersOf(seed, guild);
  const firstHour = benchHours.from + day * 24 + 14;
  return Array.from({ length: hoursADay }, (_, index) => {
    const keys = new Set<number>();
    const count = Math.floor(countersPerHour + random.next());
    while (keys.size < count) {
      const channel = 1 + Math.floor(random.next() ** 2 * channelsPerGuild);
      keys.add(channel * 2 ** 24 + (numbers[Math.floor(random.next() ** 2 * membersPerGuild)] as number));
    }
    const counters = [...keys]
      .sort((a, b) => a - b)
      .map((key) => ({
        channel: Math.floor(key / 2 ** 24),
        member: key % 2 ** 24,
        amount: 1 + Math.floor(-Math.log(1 - random.next()) * 1.5),
      }));
    return { hour: firstHour + index, counters };
  });
}

/** Makes a `DATA_DIR` as a bot leaves it that has counted a month in many small guilds. */
export async function smallGuildsAtRest(
  directory: string,
  size: SmallGuilds,
  onProgress: (share: number) => void,
): Promise<void> {
  const store = openSqliteStore({
    path: join(directory, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
  });
  const lane = store.open(0);
  await lane.openMonth(benchMonth);
  let number = 0;
  const commit = (hour: Hour, batch: Partial<Batch>) => {
    number += 1;
    const nobody = { month: benchMonth, records: [] }; // They are put into the vault by themselves.
    return lane.commit(aBatch(number, { observedUntilMs: hour * 3_600_000, ...batch }), nobody);
  };
  for (let guild = 0; guild < size.guilds; guild += 1) {
    const guildId = guildIdOf(guild);
    await commit(benchHours.from, {
      guilds: [guildOf(guildId)],
      channels: channelsOf(guild).map((channel) => ({ guildId, channel })),
      members: Array.from(numbersOf(size.seed, guild), (member, rank) => ({
        guildId,
        member: { number: member, token: 0xa000_0000 + (((guild * membersPerGuild + rank) * 1_140_071) % 0x5fff_ffff) },
      })),
    });
  }
  for (let day = 0; day < daysOfMonth; day += 1) {
    const dayEnd = benchHours.from + (day + 1) * 24;
    const deltas = Array.from({ length: size.guilds }, (_, guild) => deltasOf(size, guild, day)).flat();
    await commit(dayEnd, { deltas });
    await lane.compact(dayEnd);
    onProgress((day + 1) / daysOfMonth);
  }
  await store.close();
  await fillVault(join(directory, 'vault'), number, peopleOf(size));
}

export function guildIdOf(guild: number): Snowflake {
  return String(1_000_000_000_000_000_000n + BigInt(guild));
}

export function channelIdOf(guild: number, channel: number): Snowflake {
  return String(2_000_000_000_000_000_000n + BigInt(guild * channelsPerGuild + channel));
}

function numbersOf(seed: number, guild: number): Uint32Array {
  return memberNumbers(seed + guild, membersPerGuild);
}

/** The flushes of an hour have been merged already, which the store does no other way. */
function deltasOf(size: SmallGuilds, guild: number, day: number): Delta[] {
  const writer = new ColumnWriter();
  const list = new CounterList();
  return dayOfGuild(size, guild, day).map(({ hour, counters }) => {
    counters.forEach(({ channel, member, amount }, index) => {
      list.push(member, amount);
      if (counters[index + 1]?.channel === channel) return;
      writer.run(hour, 'msg', channel, list);
      list.clear();
    });
    const hours = { from: hour, to: hour + 1 };
    return { guildId: guildIdOf(guild), month: benchMonth, hours, columns: writer.finish() };
  });
}

function* peopleOf({ seed, guilds }: SmallGuilds): Generator<KnownPerson> {
  for (let guild = 0; guild < guilds; guild += 1) {
    for (const [rank, number] of numbersOf(seed, guild).entries()) {
      yield { guildId: guildIdOf(guild), userId: userIdOf(rank), number };
    }
  }
}

function channelsOf(guild: number): Channel[] {
  return Array.from({ length: channelsPerGuild }, (_, channel) => ({
    id: channelIdOf(guild, channel),
    kind: 'text',
    name: `channel-${channel}`,
    number: channel + 1,
    isDeleted: false,
  }));
}

function guildOf(id: Snowflake): Guild {
  const startMs = benchHours.from * 3_600_000;
  return {
    id,
    name: 'A small guild',
    settings: defaultGuildSettings,
    afkChannelId: null,
    headcount: membersPerGuild * 2,
    firstConnectedMs: startMs,
    leftMs: null,
    wasGreeted: true,
    catchUpFromMs: startMs,
    announcedMonth: benchMonth - 1,
    isAnnouncementCertain: true,
    wasAlertedOfMauLimit: false,
  };
}
