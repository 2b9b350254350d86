import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { MauLimitNotice } from '../../../src/bot/posts/mau-limit-notice.ts';
import { Poster } from '../../../src/bot/posts/poster.ts';
import { GuildRegistry } from '../../../src/collect/guild-registry.ts';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import { GuildCache } from '../../../src/gateway/guild-cache.ts';
import type { ActiveMembers, RollingActivity } from '../../../src/query/active/active-members.ts';
import type { Post, PostKind } from '../../../src/store/post-store.ts';
import type { Guild } from '../../../src/store/records.ts';
import { general } from '../../cast.ts';
import { guildId, stage } from '../../simulator/server/stage.ts';
import { aGuildReportingIn, aStore } from './announcer-fixture.ts';

/**
 * The notice of a Census that posts in #general of its only guild, on a simulated Discord. The test sets how many
 * members are active. Its store survives a restart.
 */
export async function aCeilingNotice(firstCeiling = 100) {
  const { server, clock } = await stage();
  const { store, commit } = await aStore();
  const api = new API(new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token'));
  const failures: unknown[] = [];
  let latest = new Map<string, RollingActivity>();
  let guilds = new GuildRegistry(await store.checkpoint());
  let notice: MauLimitNotice;
  let stopping = new AbortController();
  let isDiskFull = false;
  let isAnswerLost = false;
  let sending = (): void => {};

  const restart = async (ceiling = firstCeiling): Promise<void> => {
    guilds = new GuildRegistry(await store.checkpoint());
    stopping = new AbortController();
    const deps = {
      guildCache: new GuildCache({ api, botId: server.botId }),
      clock,
      store: {
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
            sending();
            const message = await api.channels.createMessage(...args);
            if (isAnswerLost) throw new Error('the connection broke off');
            return message;
          },
        },
      },
      botId: server.botId,
    });
    notice = new MauLimitNotice({
      ...deps,
      poster,
      guilds,
      rolling: {
        get latest() {
          return latest;
        },
      },
      ceiling,
    });
  };
  await commit({ guilds: [aGuildReportingIn(guildId, general)] });
  await restart();

  return {
    server,
    /** The reported failures. */
    failures,
    /** Whether the guild has its notice. */
    isNotified: async () => ((await store.postsOfKind('mau_limit')).get(guildId)?.until ?? 0) > 0,

    /** Sets how many members were active in the last 30 days, exactly or with bounds, and posts the notices due. */
    async active(month: number | ActiveMembers, guildIds: readonly string[] = [guildId]): Promise<void> {
      latest = new Map(guildIds.map((id) => [id, { day: exact(1), week: exact(1), month: exact(month) }]));
      await notice.tellAll();
    },
    /** Computes the same number again. */
    again: () => notice.tellAll(),

    /** Ends the process without another write and starts a new one. */
    restart,
    stop: () => stopping.abort(),

    setReportChannel(channelId: string | null): void {
      guilds.change(guildId, { settings: { ...defaultGuildSettings, reportChannelId: channelId } });
    },
    change: (changes: Partial<Omit<Guild, 'id'>>) => guilds.change(guildId, changes),
    fillDisk: (isFull: boolean) => {
      isDiskFull = isFull;
    },
    /** Loses all answers from now on. The messages themselves arrive. */
    loseAnswers: () => {
      isAnswerLost = true;
    },
    beforeSending(work: () => void): void {
      sending = work;
    },
    /** More guilds, known after the next start. */
    addGuilds: (ids: readonly string[], reportChannelId: string) =>
      commit({ guilds: ids.map((id) => aGuildReportingIn(id, reportChannelId)) }),

    /** The messages in a channel. */
    told: (channelId = general): readonly string[] =>
      (server.world.channel(channelId)?.history.since('0') ?? []).map(({ content }) => content),
    lastMessage: () => server.world.channel(general)?.history.since('0').at(-1)?.extras,
  };
}

function exact(members: number | ActiveMembers): ActiveMembers {
  return typeof members === 'number' ? { low: members, high: members, estimate: members } : members;
}
