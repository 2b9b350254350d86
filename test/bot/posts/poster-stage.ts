import { API, PermissionFlagsBits } from '@discordjs/core';
import { REST } from 'discord.js';
import { Poster, type PosterDeps, type PostRequest } from '../../../src/bot/posts/poster.ts';
import type { HourRange } from '../../../src/core/time.ts';
import { GuildCache } from '../../../src/gateway/guild-cache.ts';
import { type Post, type PostKind, unposted } from '../../../src/store/post-store.ts';
import { general } from '../../cast.ts';
import { guildId, stage } from '../../simulator/server/stage.ts';
import { aStore } from './announcer-fixture.ts';

/** Thrown where the process is killed: nothing that it had in memory is used again. */
export class Killed extends Error {}

/**
 * A poster on a simulated Discord. It can be killed at any step: before or after a write reaches the disk, and before or
 * after a message reaches the channel.
 */
export async function aPoster() {
  const { server, clock } = await stage();
  const { store } = await aStore();
  const api = new API(new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token'));
  const failures: unknown[] = [];
  /** How many steps are left until it is killed. */
  let lives = Number.POSITIVE_INFINITY;
  let isDead = false;
  let isOut = false;
  const step = (): void => {
    lives -= 1;
    isDead ||= lives < 0;
    if (isDead) throw new Killed();
  };
  async function stepped<Result>(work: () => Promise<Result>): Promise<Result> {
    step();
    const result = await work();
    step();
    return result;
  }
  let poster: Poster;
  const restart = (): void => {
    [lives, isDead] = [Number.POSITIVE_INFINITY, false];
    const deps: PosterDeps = {
      api: {
        channels: {
          getMessages: (...args) => (isOut ? noAnswer() : api.channels.getMessages(...args)),
          createMessage: (...args) => (isOut ? noAnswer() : stepped(() => api.channels.createMessage(...args))),
        },
      },
      botId: server.botId,
      guildCache: new GuildCache({ api, botId: server.botId }),
      store: {
        posts: (id) => store.posts(id),
        putPosts: (posts) => stepped(() => store.putPosts(posts)),
      },
      clock,
      signal: new AbortController().signal,
      onFailure: (error) => failures.push(error),
    };
    poster = new Poster(deps);
  };
  restart();

  return {
    server,
    clock,
    store,
    failures,
    restart,
    poster: () => poster,
    guildCache: { get: (id: string) => new GuildCache({ api, botId: server.botId }).get(id) },

    /** Whether Discord gives no answers about messages. */
    setOut: (isSo: boolean) => {
      isOut = isSo;
    },
    /** Kills it after this many steps. */
    killAfter(steps: number): void {
      lives = steps;
    },
    get isDead(): boolean {
      return isDead;
    },

    /** Posts about a week, from 0, or about another period. */
    post: (period: HourRange | number, changes: Partial<PostRequest> = {}) => {
      const range = typeof period === 'number' ? weekOf(period) : period;
      return poster.post(guildId, {
        kind: 'digest',
        period: range,
        channelId: general,
        messages: async () => textsOf(range).map((content) => ({ body: { content }, mark: content })),
        ...changes,
      });
    },

    state: async (kind: PostKind = 'digest'): Promise<Post> => {
      const found = (await store.posts(guildId)).find((post) => post.kind === kind);
      return found ?? { ...unposted, guildId, kind };
    },

    deny(...denied: (keyof typeof PermissionFlagsBits)[]): void {
      const deny = denied.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);
      server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    },

    /** The messages in a channel. */
    told: (channelId = general): readonly string[] =>
      (server.world.channel(channelId)?.history.since('0') ?? []).map(({ content }) => content),
  };
}

async function noAnswer(): Promise<never> {
  throw new Error('there is no answer');
}

/** The hours of a week of 2018, from 0. */
export function weekOf(number: number): HourRange {
  const from = 422_112 + number * 168;
  return { from, to: from + 168 };
}

/** What is posted about a period. */
export function textsOf({ from }: HourRange): readonly string[] {
  return [`Receipt of ${from}`, `Report of ${from}`];
}
