import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { assembleCollection } from '../../../src/collect/collection.ts';
import { Person } from '../../../src/core/person.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { RollingActivities } from '../../../src/query/active/rolling-activities.ts';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import { openOneLane } from '../../app/an-open-lane.ts';
import { userIdOf } from '../fixtures/filled-vault.ts';
import { benchHours } from '../fixtures/generated-month.ts';
import {
  channelIdOf,
  channelsPerGuild,
  guildIdOf,
  membersPerGuild,
  type SmallGuilds,
} from '../fixtures/small-guilds.ts';
import { BenchClock } from '../measuring/bench-clock.ts';
import { loopDelayDuring } from '../measuring/loop-delay.ts';
import { answerQuestions } from './other-process.ts';

export interface ManyGuildsQuestion {
  readonly directory: string;
  readonly size: SmallGuilds;
  readonly flushes: number;
  /** How many guilds something happens in between two flushes. */
  readonly guildsPerFlush: number;
}

export interface ManyGuildsAnswer {
  readonly openMs: number;
  /** Of each flush. */
  readonly flushMs: readonly number[];
  /** So long the event loop was held in one of them. */
  readonly heldMs: number;
  readonly residentMb: number;
  /** The CPU time of the active members of all guilds, every time after some flushes. */
  readonly rollingCpuMs: readonly number[];
}

answerQuestions<ManyGuildsQuestion, ManyGuildsAnswer>(async ({ directory, size, flushes, guildsPerFlush }) => {
  const startMs = performance.now();
  const bot = await openBot(directory, size);
  const openMs = performance.now() - startMs;
  const flushMs: number[] = [];
  let heldMs = 0;
  for (let flush = 0; flush < flushes; flush += 1) {
    for (let guild = 0; guild < guildsPerFlush; guild += 1) bot.write((flush * guildsPerFlush + guild) % size.guilds);
    const { max } = await loopDelayDuring(async () => {
      const flushStartMs = performance.now();
      await bot.flusher.flush();
      flushMs.push(performance.now() - flushStartMs);
    });
    heldMs = Math.max(heldMs, max);
  }
  const residentMb = residentKib() / 1024;
  const rollingCpuMs = await cpuOfRolling(bot, size, guildsPerFlush);
  await bot.close();
  return { openMs, flushMs, heldMs, residentMb, rollingCpuMs };
});

/** As in the hours after a day was closed: what is closed is known, and in each hour a third of the guilds is awake. */
async function cpuOfRolling(bot: OpenBot, size: SmallGuilds, guildsPerFlush: number): Promise<readonly number[]> {
  const awake = Math.ceil(size.guilds / 3);
  const cpuMs: number[] = [];
  await bot.store.compact(benchHours.to);
  await bot.rolling.compute();
  for (let hour = 0; hour < 5; hour += 1) {
    for (let guild = 0; guild < awake; guild += 1) {
      bot.write((hour * awake + guild) % size.guilds);
      if (guild % guildsPerFlush === 0) await bot.flusher.flush();
    }
    await bot.flusher.flush();
    const before = process.cpuUsage();
    await bot.rolling.compute();
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1000);
  }
  return cpuMs;
}

type OpenBot = Awaited<ReturnType<typeof openBot>>;

/** What counts, without a Discord: all guilds known, and seen. */
async function openBot(directory: string, size: SmallGuilds) {
  const clock = new BenchClock((benchHours.to - 0.5) * 3_600_000);
  const walScript = new URL('../../../src/store/sqlite/access/wal-thread.js', import.meta.url);
  const opened = await openOneLane({ directory, clock, random: randomBytes, walScript });
  const { store, vault, checkpoint } = opened;
  const parts = {
    clock,
    store,
    vault,
    checkpoint,
    countAfk: false,
    trialDays: 0,
    learnChannel: async () => {},
  };
  const { collector, flusher, coverage } = assembleCollection(parts);
  coverage.restarted();
  for (let guild = 0; guild < size.guilds; guild += 1) coverage.guildSeen(guildIdOf(guild), clock.now());

  const random = new SeededRandom(size.seed);
  let messages = 0;
  const close = async () => {
    await opened.close();
  };
  /** Writes three messages. One in a hundred is by a person who never wrote before. */
  const write = (guild: number) => {
    for (let message = 0; message < 3; message += 1) {
      const atMs = clock.now();
      messages += 1;
      const rank = messages % 100 === 0 ? membersPerGuild + messages : Math.floor(random.next() * membersPerGuild);
      const channelId = channelIdOf(guild, Math.floor(random.next() * channelsPerGuild));
      const messageId = String(BigInt(firstSnowflakeAt(atMs)) + BigInt(messages % 2 ** 22));
      const person = new Person(userIdOf(rank));
      collector.record(
        { kind: 'message', messageId, guildId: guildIdOf(guild), channelId, person, roleIds: [], joinedAtMs: 0, atMs },
        null,
      );
    }
  };
  const startMs = benchHours.from * 3_600_000;
  const rolling = new RollingActivities({
    store,
    clock,
    activities: new MonthActivities(store),
    guilds: () =>
      Array.from({ length: size.guilds }, (_, guild) => ({ id: guildIdOf(guild), firstConnectedMs: startMs })),
    signal: new AbortController().signal,
  });
  return { store, flusher, rolling, write, close };
}

/** As the operating system sees it. */
function residentKib(): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return line === null ? process.memoryUsage.rss() / 1024 : Number(line[1]);
}
