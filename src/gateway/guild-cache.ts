import type { API } from '@discordjs/core';
import type { Snowflake } from '../core/snowflake.ts';
import {
  type CachedChannel,
  type CachedGuild,
  type ChangeableGuild,
  cachedChannel,
  cachedGuild,
  deleteRole,
  type GivenChannel,
  type GuildMember,
  givenChannels,
  setRole,
} from './cached-guild.ts';
import type { KnownDispatch } from './dispatch-shapes.ts';
import { readAnswer } from './rest/rest-answer.ts';

interface GuildCacheOptions {
  readonly api: {
    readonly guilds: Pick<API['guilds'], 'get' | 'getChannels' | 'getMember'>;
    readonly channels: Pick<API['channels'], 'get'>;
  };
  readonly botId: Snowflake;
}

/**
 * The guild state that permissions depend on, kept current by gateway dispatches. A process that resumes a session gets
 * no GUILD_CREATE, so an unknown guild is fetched when it is first asked for.
 */
export class GuildCache {
  readonly #api: GuildCacheOptions['api'];
  readonly #botId: Snowflake;
  readonly #guilds = new Map<Snowflake, ChangeableGuild>();
  /** Guilds being fetched, each with the dispatches that arrived meanwhile. */
  readonly #fetches = new Map<Snowflake, { readonly guild: Promise<CachedGuild>; readonly missed: KnownDispatch[] }>();

  constructor({ api, botId }: GuildCacheOptions) {
    this.#api = api;
    this.#botId = botId;
  }

  /** Applies a dispatch. Most events change nothing. */
  apply(payload: KnownDispatch): void {
    if (payload.t === 'MESSAGE_CREATE') return; // First, because most dispatches are messages.
    if (payload.t === 'GUILD_CREATE') {
      if (payload.d.unavailable) return;
      const own = payload.d.members.find((member) => member.user.id === this.#botId);
      const self = { userId: this.#botId, roleIds: own?.roles ?? this.#guilds.get(payload.d.id)?.self.roleIds ?? [] };
      this.#guilds.set(payload.d.id, cachedGuild(payload.d, givenChannels(payload.d), self));
    } else if (payload.t === 'GUILD_DELETE') {
      if (!payload.d.unavailable) this.#guilds.delete(payload.d.id);
    } else {
      const guildId = guildIdOf(payload);
      if (guildId === undefined) return;
      this.#fetches.get(guildId)?.missed.push(payload);
      const guild = this.#guilds.get(guildId);
      if (guild !== undefined) this.#change(guild, payload);
    }
  }

  /** Returns the guild and fetches it if necessary. Rejects with the REST client's error if the bot is not a member. */
  async get(guildId: Snowflake): Promise<CachedGuild> {
    return this.#guilds.get(guildId) ?? (this.#fetches.get(guildId) ?? this.#fetch(guildId)).guild;
  }

  /** Whether a member is the owner or has a moderator role; false if the guild is not known yet. */
  isModerator(guildId: Snowflake, { userId, roleIds }: GuildMember): boolean {
    const guild = this.#guilds.get(guildId);
    if (guild === undefined) return false;
    return userId === guild.ownerId || roleIds.some((roleId) => guild.moderatorRoleIds.has(roleId));
  }

  /** Whether a user is an app that has, or had, a role of its own in the guild. */
  isKnownApp(guildId: Snowflake, userId: Snowflake): boolean {
    return this.#guilds.get(guildId)?.appIds.has(userId) ?? false;
  }

  /** The permission bits of the @everyone role; null if the guild is not known yet. */
  everyoneMay(guildId: Snowflake): bigint | null {
    return this.#guilds.get(guildId)?.roles.get(guildId) ?? null;
  }

  /** Returns a channel or thread of a guild and fetches it if necessary; undefined if the guild has no such channel. */
  async channel(guildId: Snowflake, channelId: Snowflake): Promise<CachedChannel | undefined> {
    const guild = await this.get(guildId);
    const known = guild.channels.get(channelId);
    if (known !== undefined) return known;
    const channel = readAnswer('channel', await this.#api.channels.get(channelId));
    if (channel.guild_id !== guildId) return undefined;
    this.#guilds.get(guildId)?.channels.set(channelId, cachedChannel(channel));
    return cachedChannel(channel);
  }

  #fetch(guildId: Snowflake): { readonly guild: Promise<CachedGuild> } {
    const missed: KnownDispatch[] = [];
    const fetched = this.#load(guildId, missed).finally(() => this.#fetches.delete(guildId));
    const fetch = { guild: fetched, missed };
    this.#fetches.set(guildId, fetch);
    return fetch;
  }

  async #load(guildId: Snowflake, missed: readonly KnownDispatch[]): Promise<CachedGuild> {
    const [guild, channels, member] = await Promise.all([
      this.#api.guilds.get(guildId),
      this.#api.guilds.getChannels(guildId),
      this.#api.guilds.getMember(guildId, this.#botId),
    ]);
    const arrived = this.#guilds.get(guildId); // From a GUILD_CREATE, which is at least as recent.
    if (arrived !== undefined) return arrived;
    const self = { userId: this.#botId, roleIds: readAnswer('member', member).roles };
    const loaded = cachedGuild(readAnswer('guild', guild), readAnswer('channels', channels), self);
    for (const payload of missed) this.#change(loaded, payload);
    this.#guilds.set(guildId, loaded);
    return loaded;
  }

  #change(guild: ChangeableGuild, payload: KnownDispatch): void {
    switch (payload.t) {
      case 'GUILD_UPDATE':
        guild.ownerId = payload.d.owner_id;
        guild.systemChannelId = payload.d.system_channel_id ?? null;
        guild.preferredLocale = payload.d.preferred_locale ?? guild.preferredLocale;
        break;
      case 'GUILD_ROLE_CREATE':
      case 'GUILD_ROLE_UPDATE':
        setRole(guild, payload.d.role);
        break;
      case 'GUILD_ROLE_DELETE':
        deleteRole(guild, payload.d.role_id);
        break;
      case 'GUILD_MEMBER_UPDATE':
        if (payload.d.user.id === this.#botId) guild.self = { userId: this.#botId, roleIds: payload.d.roles };
        break;
      case 'CHANNEL_CREATE':
      case 'CHANNEL_UPDATE':
        guild.channels.set(payload.d.id, cachedChannel(payload.d));
        break;
      case 'THREAD_CREATE':
      case 'THREAD_UPDATE':
        setThread(guild, payload.d);
        break;
      case 'THREAD_LIST_SYNC':
        for (const thread of payload.d.threads) setThread(guild, thread);
        break;
      case 'CHANNEL_DELETE':
      case 'THREAD_DELETE':
        guild.channels.delete(payload.d.id);
        break;
    }
  }
}

function guildIdOf(payload: KnownDispatch): Snowflake | undefined {
  if (payload.t === 'RESUMED') return undefined;
  if (payload.t === 'GUILD_UPDATE') return payload.d.id;
  return 'guild_id' in payload.d ? payload.d.guild_id : undefined;
}

/** Archived threads are left out: there are too many, and a new message makes a thread active again. */
function setThread(guild: ChangeableGuild, thread: GivenChannel): void {
  if (thread.thread_metadata?.archived) guild.channels.delete(thread.id);
  else guild.channels.set(thread.id, cachedChannel(thread));
}
