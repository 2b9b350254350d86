import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { onTestFinished } from 'vitest';
import { Announcer } from '../../../src/bot/posts/announcer.ts';
import { GuildRegistry } from '../../../src/collect/guild-registry.ts';
import { Tally } from '../../../src/columns/tally.ts';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import { hoursOfMonth, type Month, startOfMonthMs } from '../../../src/core/time.ts';
import { GuildCache } from '../../../src/gateway/guild-cache.ts';
import { ActiveReporter } from '../../../src/query/active-reporter.ts';
import { MonthActivities } from '../../../src/query/month-activities.ts';
import { Reporter } from '../../../src/query/reporter.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import type { Guild } from '../../../src/store/guild.ts';
import { openOneLane } from '../../app/an-open-lane.ts';
import { general } from '../../cast.ts';
import { guildId, stage } from '../../simulator/stage.ts';
import { aBatch, aGuild } from '../../store/a-batch.ts';

/** March 2018. */
export const march = 2018 * 12 + 2;

/**
 * The announcer of a Census that counts in one guild since 1 March 2018 and reports in #general, on a simulated Discord.
 * Its store outlives a restart.
 */
export async function anAnnouncer() {
  const { server, clock } = await stage();
  const { store, commit, closeMonth } = await aStore();
  const api = new API(new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token'));
  const failures: unknown[] = [];
  let guilds = new GuildRegistry(await store.checkpoint());
  let announcer: Announcer;
  let stopping = new AbortController();
  let askedForMonths = 0;
  let lostAnswers = 0;
  let isDiskFull = false;
  let sending = async (): Promise<void> => {};

  const start = async (): Promise<void> => {
    guilds = new GuildRegistry(await store.checkpoint());
    stopping = new AbortController();
    announcer = new Announcer({
      api: {
        channels: {
          getMessages: (...args) => api.channels.getMessages(...args),
          async createMessage(...args) {
            await sending();
            const message = await api.channels.createMessage(...args);
            if (lostAnswers > 0 && lostAnswers-- === 1) throw new Error('the connection broke off');
            return message;
          },
        },
      },
      botId: server.botId,
      guilds,
      guildCache: new GuildCache({ api, botId: server.botId }),
      store: {
        months(id) {
          askedForMonths += 1;
          return store.months(id);
        },
      },
      reporter: new Reporter(store, clock),
      active: new ActiveReporter(store, clock, new MonthActivities(store)),
      flusher: {
        async flush() {
          if (isDiskFull) throw new Error('the disk is full');
          await commit({ guilds: guilds.takeChanges().guilds });
        },
      },
      countsMembers: true,
      signal: stopping.signal,
      onFailure: (error) => failures.push(error),
    });
  };
  await commit({ guilds: [aGuildReportingIn(guildId, general)] });
  await start();

  return {
    server,
    clock,
    api,
    store,
    /** What was told of going wrong. */
    failures,
    guild: (id = guildId) => guilds.get(id),

    /** How often the store was asked for months. */
    askedForMonths: () => askedForMonths,

    /** A month in which so many members wrote a message each is over, and sealed at an instant. */
    async seal(month: Month, members = 3, saltDestroyedAtMs: number | null = startOfMonthMs(month + 1) + 7000) {
      const tally = new Tally();
      const numbers = Array.from({ length: members }, (_, index) => index);
      for (const number of numbers) tally.add(guildId, hoursOfMonth(month).from, 'msg', 1, number, 1);
      tally.setHeadcount(guildId, hoursOfMonth(month).from, 57);
      await commit({
        members: numbers.map((number) => ({ guildId, member: { number, token: 0xa000_0000 + number } })),
        deltas: tally.drain(),
      });
      await closeMonth(saltDestroyedAtMs);
      await clock.setTo(Math.max(clock.now(), (saltDestroyedAtMs ?? 0) + 2000));
    },

    announce: (lastSealed: Month) => announcer.announceAll(lastSealed),

    /** The process ends without another writing, and a new one begins. */
    restart: start,
    stop: () => stopping.abort(),

    setReportChannel(channelId: string | null): void {
      guilds.change(guildId, { settings: { ...defaultGuildSettings, reportChannelId: channelId } });
    },
    change: (changes: Partial<Omit<Guild, 'id'>>) => guilds.change(guildId, changes),
    fillDisk: (isFull: boolean) => {
      isDiskFull = isFull;
    },
    /** The answer to the nth message from now on does not arrive, the message does. */
    loseAnswer: (nth: number) => {
      lostAnswers = nth;
    },
    beforeSending(work: () => Promise<void>): void {
      sending = work;
    },
    /** More guilds, for which the next start looks. */
    addGuilds: (count: number, reportChannelId: string | null) =>
      commit({
        guilds: Array.from({ length: count }, (_, index) =>
          aGuildReportingIn(`6${String(index).padStart(17, '0')}`, reportChannelId),
        ),
      }),

    /** What stands in a channel, a text or a title each. */
    told: (channelId = general): readonly string[] =>
      (server.world.channel(channelId)?.history.since('0') ?? []).map(({ content, extras }) => {
        const [embed] = (extras?.embeds ?? []) as { readonly title: string }[];
        return embed?.title ?? content;
      }),
    lastMessage: (channelId = general) => server.world.channel(channelId)?.history.since('0').at(-1)?.extras,
  };
}

/** A guild that Census counts in since 1 March 2018. */
export function aGuildReportingIn(id: string, reportChannelId: string | null): Guild {
  const settings = { ...defaultGuildSettings, reportChannelId };
  return aGuild(id, { settings, firstConnectedMs: startOfMonthMs(march) });
}

/** A store in which a guild with a #general is known and March 2018 is open. Gone again after the test. */
export async function aStore() {
  const directory = mkdtempSync(join(tmpdir(), 'census-announcer-'));
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const clock = new SimulatedClock(startOfMonthMs(march));
  const { store, close } = await openOneLane({ directory, clock, random });
  onTestFinished(async () => {
    await close();
    rmSync(directory, { recursive: true });
  });
  let openMonth: Month = march;
  let batches = 0;
  const commit = (changes: Parameters<typeof aBatch>[1]) =>
    store.commit(aBatch(++batches, changes), { month: openMonth, records: [] });
  await commit({
    guilds: [aGuild(guildId)],
    channels: [
      {
        guildId,
        channel: { id: general, kind: 'text', name: 'general', number: 1, isDeleted: false },
      },
    ],
  });
  return {
    store,
    commit,
    /** Closes the open month, and seals it at an instant; not yet with null. */
    async closeMonth(saltDestroyedAtMs: number | null): Promise<void> {
      const month = openMonth;
      openMonth = month + 1;
      await store.beginRotation(month, openMonth, (count) =>
        Uint32Array.from({ length: count }, (_, index) => 0xb000_0000 + index),
      );
      await store.openMonth(openMonth);
      if (saltDestroyedAtMs !== null) await store.noteSaltDestroyed(month, saltDestroyedAtMs);
    },
  };
}
