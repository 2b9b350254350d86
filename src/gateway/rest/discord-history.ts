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
import type { GuildCache } from '../guild-cache.ts';
import { has, ownPermissions } from '../permissions.ts';
import { isWrittenByPerson } from '../written-by-person.ts';
import { channelFacts } from './channel-facts.ts';
import { fetchMemberRoles } from './member-roles.ts';
import { type answerShapes, readAnswer, UnexpectedAnswer } from './rest-answer.ts';

export interface ChannelHistoryDeps {
  readonly api: {
    readonly channels: Pick<API['channels'], 'getMessages' | 'getArchivedThreads'>;
    readonly guilds: Pick<API['guilds'], 'getMember'>;
  };
  readonly guilds: Pick<GuildRegistry, 'settings'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  /** Once it is aborted nothing more is asked for, and what was is not waited for. */
  readonly signal: AbortSignal;
}

/** The histories of channels, by Discord's REST interface. */
export class DiscordHistory implements ChannelHistory {
  readonly #deps: ChannelHistoryDeps;
  /** The roles of authors that were asked for, by guild and user; null of whoever has left. */
  readonly #roles = new Map<string, readonly Snowflake[] | null>();
  /** How often in a row the messages or threads of a channel were not as Discord documents them. */
  readonly #misunderstood = new Map<string, number>();

  constructor(deps: ChannelHistoryDeps) {
    this.#deps = deps;
  }

  async after(guildId: Snowflake, channelId: Snowflake, afterId: Snowflake): Promise<HistoryPage> {
    try {
      if (!(await this.#mayRead(guildId, channelId))) return { kind: 'unreadable' };
      const query = { after: afterId, limit: pageLength };
      const { api, signal } = this.#deps;
      const answer = await untilAborted([signal], (ended) =>
        api.channels.getMessages(channelId, query, { signal: ended }),
      );
      const all = readAnswer('messages', answer);
      const page = all.toSorted((a, b) => compareSnowflakes(a.id, b.id));
      // The next page is asked for after this one's last message: this one would come again and again.
      if (page.some(({ id }) => compareSnowflakes(id, afterId) <= 0)) {
        throw new UnexpectedAnswer('messages older than asked for');
      }
      const messages: Message[] = [];
      for (const message of page.filter(isWrittenByPerson)) {
        const roleIds = await this.#rolesOf(guildId, message.author.id);
        if (roleIds !== null) messages.push(messageOf(guildId, channelId, message, roleIds));
      }
      this.#misunderstood.delete(`messages ${channelId}`);
      return { kind: 'page', messages, lastId: page.at(-1)?.id ?? null, isLast: page.length < pageLength };
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 404) return { kind: 'gone' };
      if (error instanceof DiscordAPIError && error.status === 403) return { kind: 'unreadable' };
      if (error instanceof UnexpectedAnswer && this.#isHopeless(`messages ${channelId}`)) return { kind: 'unreadable' };
      throw error;
    }
  }

  async archivedThreads(channelId: Snowflake, sinceMs: number): Promise<readonly ArchivedThread[]> {
    const found: ArchivedThread[] = [];
    try {
      await this.#findThreads(channelId, sinceMs, found);
      this.#misunderstood.delete(`threads ${channelId}`);
      return found;
    } catch (error) {
      // Where Census may not read, or there is no such channel any more, nothing can be looked for.
      if (error instanceof DiscordAPIError && (error.status === 403 || error.status === 404)) return found;
      if (error instanceof UnexpectedAnswer && this.#isHopeless(`threads ${channelId}`)) return found;
      throw error;
    }
  }

  pause(): void {
    this.#roles.clear();
  }

  /** Adds to `found` page by page, so that what comes before a fault is there. */
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
        if (Date.parse(before) < sinceMs) return; // They come in the order of their archiving, the last first.
        found.push(archivedThread(thread));
      }
      if (!page.has_more || before === '') return;
      if (before === asked) throw new UnexpectedAnswer('the same threads again');
    }
  }

  /** One channel that cannot be understood must not keep all others from being caught up with. */
  #isHopeless(what: string): boolean {
    const times = (this.#misunderstood.get(what) ?? 0) + 1;
    this.#misunderstood.set(what, times);
    return times >= mostMisunderstandings;
  }

  /** Without the permission to read the history Discord gives an empty one. */
  async #mayRead(guildId: Snowflake, channelId: Snowflake): Promise<boolean> {
    const { guildCache } = this.#deps;
    const channel = await guildCache.channel(guildId, channelId);
    const needed = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory;
    return channel !== undefined && has(ownPermissions(await guildCache.get(guildId), channel), needed);
  }

  /**
   * The roles that decide whether somebody is counted, which a message of the past does not carry; null of whoever has
   * left since. They are asked for where such a role is set, once for each author.
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

/** The most that Discord gives at once (Discord API reference, "Get Channel Messages"). */
const pageLength = 100;

/** How often in a row a channel is tried, half a minute apart. */
const mostMisunderstandings = 5;

function messageOf(
  guildId: Snowflake,
  channelId: Snowflake,
  { id, author }: Of<typeof answerShapes.messages>[number],
  roleIds: readonly Snowflake[],
): Message {
  const person = new Person(author.id);
  const atMs = timeOfSnowflake(id);
  return { kind: 'message', messageId: id, guildId, channelId, person, roleIds, joinedAtMs: null, atMs };
}

function archivedThread(thread: GivenChannel): ArchivedThread {
  const facts = channelFacts(thread, null); // It has no permissions of its own.
  return { id: thread.id, lastMessageId: thread.last_message_id ?? null, facts };
}
