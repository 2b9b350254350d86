import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { onTestFinished } from 'vitest';
import { Announcer } from '../../../src/bot/posts/announcer.ts';
import { composeMonth } from '../../../src/bot/posts/compose-month.ts';
import { Poster } from '../../../src/bot/posts/poster.ts';
import { GuildRegistry } from '../../../src/collect/guild-registry.ts';
import { Tally } from '../../../src/columns/tally.ts';
import { defaultGuildSettings, type GuildSettings } from '../../../src/core/guild-settings.ts';
import { hoursOfMonth, type Month, monthOfHour, startOfMonthMs } from '../../../src/core/time.ts';
import { GuildCache } from '../../../src/gateway/guild-cache.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import type { Post, PostKind } from '../../../src/store/post-store.ts';
import type { Guild } from '../../../src/store/records.ts';
import { openOneLane } from '../../app/an-open-lane.ts';
import { general } from '../../cast.ts';
import { questionsOn } from '../../query/ask.ts';
import { guildId, stage } from '../../simulator/server/stage.ts';
import { aBatch, aGuild } from '../../store/a-batch.ts';

/** March 2018. */
export const march = 2018 * 12 + 2;
/** What is posted about March 2018, if three members were counted, and about April, if five were. */
export const receipt = 'March 2018: 3 members anonymised, salt destroyed 00:00:07 UTC';
export const report = 'Report for 2018-03-01 to 2018-04-01';
export const aprilReceipt = 'April 2018: 5 members anonymised, salt destroyed 00:00:07 UTC';
export const aprilReport = 'Report for 2018-04-01 to 2018-05-01';

/**
 * The announcer of a Census that has counted in one guild since 1 March 2018 and posts in #general, on a simulated
 * Discord. Its store survives a restart.
 */
export async function anAnnouncer(timezone = 'UTC') {
  const { server, clock } = await stage();
  const { store, commit, closeMonth } = await aStore();
  const api = new API(new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token'));
  const failures: unknown[] = [];
  let guilds = new GuildRegistry(await store.checkpoint());
  let announcer: Announcer;
  let stopping = new AbortController();
  const wanting: string[] = [];
  let askedForMonths = 0;
  let lostAnswers = 0;
  let isDiskFull = false;
  let sending = async (): Promise<void> => {};

  const start = async (): Promise<void> => {
    guilds = new GuildRegistry(await store.checkpoint());
    stopping = new AbortController();
    const deps = {
      guildCache: new GuildCache({ api, botId: server.botId }),
      clock,
      store: {
        months(id: string) {
          askedForMonths += 1;
          return store.months(id);
        },
        posts: (id: string) => store.posts(id),
        postsOfKind: (kind: PostKind) => store.postsOfKind(kind),
        async putPosts(posts: readonly Post[]) {
          if (isDiskFull) throw new Error('the disk is full');
          return store.putPosts(posts);
        },
      },
      signal: stopping.signal,
      onFailure: (error: unknown) => void failures.push(error),
    };
    const poster = new Poster({
      ...deps,
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
    });
    const composing = {
      ...deps,
      store,
      guilds,
      questions: questionsOn(store, clock),
      pictures: { png: async () => new Uint8Array(8) },
    };
    announcer = new Announcer({
      ...deps,
      poster,
      guilds,
      timezoneOf: () => timezone,
      compose: (id, month, place) => composeMonth(id, month, place, composing),
    });
  };
  await commit({ guilds: [aGuildReportingIn(guildId, general)] });
  await start();

  return {
    server,
    clock,
    api,
    store,
    /** The reported failures. */
    failures,
    /** The last month that is announced or skipped, and whether that is certain; null before the first. */
    async known(id = guildId): Promise<{ readonly month: Month; readonly isCertain: boolean } | null> {
      const post = (await store.posts(id)).find(({ kind }) => kind === 'month');
      return post === undefined ? null : { month: monthOfHour(post.until) - 1, isCertain: post.isCertain };
    },
    /** Why months were not announced. */
    missed: async () => (await store.posts(guildId)).flatMap((post) => post.missed.map(({ why }) => why)),

    /** The number of times the store was asked for months. */
    askedForMonths: () => askedForMonths,

    /** Ends a month in which this many members wrote a message each, and seals it. */
    async seal(month: Month, members = 3, saltDestroyedAtMs: number | null = startOfMonthMs(month + 1) + 7000) {
      const tally = new Tally();
      const numbers = Array.from({ length: members }, (_, index) => index);
      for (const number of numbers) tally.add(guildId, hoursOfMonth(month).from, 'msg', 1, number, 1);
      for (const id of wanting) tally.add(id, hoursOfMonth(month).from, 'msg', 1, 0, 1);
      tally.setHeadcount(guildId, hoursOfMonth(month).from, 57);
      await commit({
        members: [
          ...numbers.map((number) => ({ guildId, member: { number, token: 0xa000_0000 + number } })),
          ...wanting.map((id) => ({ guildId: id, member: { number: 0, token: 0xa000_0000 } })),
        ],
        deltas: tally.drain(),
      });
      await closeMonth(saltDestroyedAtMs);
      await clock.setTo(Math.max(clock.now(), (saltDestroyedAtMs ?? 0) + 2000));
    },

    announce: (lastSealed: Month) => announcer.announceAll(lastSealed),

    /** Ends the process without another write and starts a new one. */
    restart: start,
    stop: () => stopping.abort(),

    setReportChannel(channelId: string | null): void {
      guilds.change(guildId, { settings: { ...defaultGuildSettings, reportChannelId: channelId } });
    },
    /** As after `/settings`. */
    set: (changes: Partial<GuildSettings>) =>
      guilds.change(guildId, { settings: { ...guilds.settings(guildId), ...changes } }),
    change: (changes: Partial<Omit<Guild, 'id'>>) => guilds.change(guildId, changes),
    fillDisk: (isFull: boolean) => {
      isDiskFull = isFull;
    },
    /** Loses the answer to the nth message from now on. The message itself arrives. */
    loseAnswer: (nth: number) => {
      lostAnswers = nth;
    },
    beforeSending(work: () => Promise<void>): void {
      sending = work;
    },
    /** More guilds, which the next start finds. In those with a report channel a member writes every month. */
    async addGuilds(count: number, reportChannelId: string | null): Promise<void> {
      const ids = Array.from({ length: count }, (_, index) => `6${String(index).padStart(17, '0')}`);
      if (reportChannelId !== null) wanting.push(...ids);
      await commit({ guilds: ids.map((id) => aGuildReportingIn(id, reportChannelId)) });
    },

    /** The messages in a channel, as text or title. */
    told: (channelId = general): readonly string[] =>
      (server.world.channel(channelId)?.history.since('0') ?? []).map(({ content, extras }) => {
        const [embed] = (extras?.embeds ?? []) as { readonly title: string }[];
        return embed?.title ?? content;
      }),
    lastMessage: (channelId = general) => server.world.channel(channelId)?.history.since('0').at(-1)?.extras,
  };
}

/** A guild in which Census has counted since 1 March 2018. */
export function aGuildReportingIn(id: string, reportChannelId: string | null): Guild {
  const settings = { ...defaultGuildSettings, reportChannelId };
  return aGuild(id, { settings, firstConnectedMs: startOfMonthMs(march) });
}

/** A store with a guild that has a #general, and with March 2018 open. Removed after the test. */
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
    /** Closes the open month, and seals it at this time; with null it stays unsealed. */
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
