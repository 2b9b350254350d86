import { type API, PermissionFlagsBits } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { ArchivedThread, ChannelHistory, HistoryPage } from '../../collect/messages/catch-up.ts';
import type { Message } from '../../core/activity.ts';
import { hasUncountedRoles } from '../../core/guild-settings.ts';
import { Person } from '../../core/person.ts';
import type { Of } from '../../core/shape.ts';
import { compareSnowflakes, type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { GivenChannel } from '../cached-guild.ts';
import { untilAborted } from '../connection/until-aborted.ts';
import { isWrittenByPerson } from '../discord-shapes.ts';
import type { GuildCache } from '../guild-cache.ts';
import { messageFeatures } from '../message-features.ts';
import { has, ownPermissions } from '../permissions.ts';
import { channelFacts } from './channel-facts.ts';
import { type answerShapes, readAnswer, UnexpectedAnswer } from './rest-answer.ts';
import { fetchMemberRoles } from './role-check.ts';

export interface ChannelHistoryDeps {
  readonly api: {
    readonly channels: Pick<API['channels'], 'getMessages' | 'getArchivedThreads'>;
    readonly guilds: Pick<API['guilds'], 'getMember'>;
  };
  readonly guilds: Pick<GuildRegistry, 'settings'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  /** Whether Discord sends the content of messages, as it does with the Message Content intent. */
  readonly readsContent: boolean;
  /** Stops all requests once aborted, without waiting for those in flight. */
  readonly signal: AbortSignal;
}

/** Channel histories from Discord's REST API. */
export class DiscordHistory implements ChannelHistory {
  readonly #deps: ChannelHistoryDeps;
  /** The fetched roles of authors, by guild and user; null for a user who has left. */
  readonly #roles = new Map<string, readonly Snowflake[] | null>();
  /** The number of consecutive invalid answers per channel. */
  readonly #misunderstood = new Map<string, number>();

  constructor(deps: ChannelHistoryDeps) {
    this.#deps = deps;
  }

  async after(
    guildId: Snowflake,
    channelId: Snowflake,
    afterId: Snowflake,
    parentId = channelId,
  ): Promise<HistoryPage> {
    try {
      if (!(await this.mayRead(guildId, parentId))) return { kind: 'unreadable' };
      const query = { after: afterId, limit: pageLength };
      const { api, signal } = this.#deps;
      const answer = await untilAborted([signal], (ended) =>
        api.channels.getMessages(channelId, query, { signal: ended }),
      );
      const all = readAnswer('messages', answer);
      const page = all.toSorted((a, b) => compareSnowflakes(a.id, b.id));
      // The next page is requested after this one's last message, so an older message would make an endless loop.
      if (page.some(({ id }) => compareSnowflakes(id, afterId) <= 0)) {
        throw new UnexpectedAnswer('messages older than asked for');
      }
      const messages: Message[] = [];
      const leftOutIds: Snowflake[] = [];
      for (const message of page.filter(isWrittenByPerson)) {
        const roleIds = await this.#rolesOf(guildId, message.author.id);
        if (roleIds === null) leftOutIds.push(message.id);
        else messages.push(this.#messageOf(guildId, channelId, message, roleIds));
      }
      this.#misunderstood.delete(`messages ${channelId}`);
      const lastId = page.at(-1)?.id ?? null;
      return { kind: 'page', messages, lastId, isLast: page.length < pageLength, leftOutIds };
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 404) return { kind: 'gone' };
      if (error instanceof DiscordAPIError && error.status === 403) return { kind: 'unreadable' };
      if (error instanceof UnexpectedAnswer && this.#isHopeless(`messages ${channelId}`)) return { kind: 'unreadable' };
      throw error;
    }
  }

  /**
   * Whether Census may read the history of a channel, and so that of its threads. Without Read Message History, Discord
   * returns an empty history.
   */
  async mayRead(guildId: Snowflake, channelId: Snowflake): Promise<boolean> {
    const { guildCache } = this.#deps;
    const channel = await guildCache.channel(guildId, channelId);
    const needed = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory;
    return channel !== undefined && has(ownPermissions(await guildCache.get(guildId), channel), needed);
  }

  async archivedThreads(channelId: Snowflake, sinceMs: number): Promise<readonly ArchivedThread[]> {
    const found: ArchivedThread[] = [];
    try {
      await this.#findThreads(channelId, sinceMs, found);
      this.#misunderstood.delete(`threads ${channelId}`);
      return found;
    } catch (error) {
      // Census may not read the channel, or it no longer exists.
      if (error instanceof DiscordAPIError && (error.status === 403 || error.status === 404)) return found;
      if (error instanceof UnexpectedAnswer && this.#isHopeless(`threads ${channelId}`)) return found;
      throw error;
    }
  }

  pause(): void {
    this.#roles.clear();
  }

  /** Adds to `found` page by page, so that the pages before an error are kept. */
  async #findThreads(channelId: Snowflake, sinceMs: number, found: ArchivedThread[]): Promise<void> {
    const { api, signal } = this.#deps;
    for (let before = ''; ; ) {
      const query = { limit: pageLength, ...(before !== '' && { before }) };
      const answer = await untilAborted([signal], (ended) =>
        api.channels.getArchivedThreads(channelId, 'public', query, { signal: ended }),
      );
      const page = readAnswer('archivedThreads', answer);
      const asked = before;
      for (const thread of page.threads) {
        before = thread.thread_metadata?.archive_timestamp ?? '';
        if (Date.parse(before) < sinceMs) return; // Threads are listed by archive time, latest first.
        found.push(archivedThread(thread));
      }
      if (!page.has_more || before === '') return;
      if (before === asked) throw new UnexpectedAnswer('the same threads again');
    }
  }

  /** One channel with invalid answers must not block the catch-up of all others. */
  #isHopeless(what: string): boolean {
    const times = (this.#misunderstood.get(what) ?? 0) + 1;
    this.#misunderstood.set(what, times);
    return times >= mostMisunderstandings;
  }

  #messageOf(guildId: Snowflake, channelId: Snowflake, message: GivenMessage, roleIds: readonly Snowflake[]): Message {
    const { guilds, readsContent } = this.#deps;
    const { linkDomains } = guilds.settings(guildId);
    return {
      kind: 'message',
      messageId: message.id,
      guildId,
      channelId,
      person: new Person(message.author.id),
      roleIds,
      joinedAtMs: null,
      features: messageFeatures(message, { guildId, channelId, linkDomains, readsContent }),
      atMs: timeOfSnowflake(message.id),
    };
  }

  /**
   * The author's roles, which a past message does not carry; null if the author has left. Fetched only if the guild has
   * uncounted roles, and once per author.
   */
  async #rolesOf(guildId: Snowflake, userId: Snowflake): Promise<readonly Snowflake[] | null> {
    const { guilds, api, signal } = this.#deps;
    if (!hasUncountedRoles(guilds.settings(guildId))) return [];
    const key = `${guildId} ${userId}`;
    const known = this.#roles.get(key);
    if (known !== undefined) return known;
    const roles = await fetchMemberRoles(api, guildId, userId, signal);
    this.#roles.set(key, roles);
    return roles;
  }
}

/** Discord's maximum page length (Discord API reference, "Get Channel Messages"). */
const pageLength = 100;

/** The number of consecutive attempts per channel, half a minute apart. */
const mostMisunderstandings = 5;

type GivenMessage = Of<typeof answerShapes.messages>[number];

function archivedThread(thread: GivenChannel): ArchivedThread {
  const facts = channelFacts(thread, null); // It has no permissions of its own.
  return { id: thread.id, lastMessageId: thread.last_message_id ?? null, facts };
}
