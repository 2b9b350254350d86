import { type API, ChannelType, PermissionFlagsBits } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { CachedChannel, CachedGuild } from '../../gateway/cached-guild.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has, ownPermissions } from '../../gateway/permissions.ts';
import { wordsOfGuild } from '../words-of-guild.ts';

export interface GreeterDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage'> };
  readonly guilds: GuildRegistry;
  readonly guildCache: Pick<GuildCache, 'get'>;
}

/** Greets a guild once after Census was added, and says what to do next. */
export class Greeter {
  readonly #deps: GreeterDeps;

  constructor(deps: GreeterDeps) {
    this.#deps = deps;
  }

  /** Posts the greeting. A guild where Census cannot post is left without. */
  async greet(guildId: Snowflake): Promise<void> {
    const { api, guilds, guildCache } = this.#deps;
    guilds.change(guildId, { wasGreeted: true });
    const channel = placeToWrite(await guildCache.get(guildId));
    if (channel === undefined) return;
    try {
      const content = (await wordsOfGuild(guildId, this.#deps)).say('post.greeting');
      await api.channels.createMessage(channel.id, { content, allowed_mentions: { parse: [] } });
    } catch (error) {
      // Permissions may change meanwhile, and nobody is waiting for a greeting.
      if (!(error instanceof DiscordAPIError) || error.status >= 500) throw error;
    }
  }
}

/** The system channel, or else the first text channel. */
function placeToWrite(guild: CachedGuild): CachedChannel | undefined {
  const wanted = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages;
  return [...guild.channels.values()]
    .filter((channel) => channel.type === ChannelType.GuildText && has(ownPermissions(guild, channel), wanted))
    .sort((a, b) => rank(a, guild) - rank(b, guild) || a.position - b.position)
    .at(0);
}

function rank(channel: CachedChannel, guild: CachedGuild): number {
  return channel.id === guild.systemChannelId ? 0 : 1;
}
