import { type API, ChannelType, PermissionFlagsBits } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { CachedChannel, CachedGuild } from '../../gateway/cached-guild.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has, ownPermissions } from '../../gateway/permissions.ts';

export interface GreeterDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage'> };
  readonly guilds: GuildRegistry;
  readonly guildCache: Pick<GuildCache, 'get'>;
}

/** Says hello once to a guild that invited Census, where it may write, and tells what to do next. */
export class Greeter {
  readonly #deps: GreeterDeps;

  constructor(deps: GreeterDeps) {
    this.#deps = deps;
  }

  /** Greets now. A guild where Census may write nowhere, or no longer, is left in peace. */
  async greet(guildId: Snowflake): Promise<void> {
    const { api, guilds, guildCache } = this.#deps;
    guilds.change(guildId, { wasGreeted: true });
    const channel = placeToWrite(await guildCache.get(guildId));
    if (channel === undefined) return;
    try {
      await api.channels.createMessage(channel.id, { content: greeting, allowed_mentions: { parse: [] } });
    } catch (error) {
      // Rights can change in the meantime, and nobody asked for a greeting.
      if (!(error instanceof DiscordAPIError) || error.status >= 500) throw error;
    }
  }
}

/** What Census does, and what to do next. */
const greeting =
  'Hello! I am Census. From now on I count how many are here, write and talk, and when. I keep no messages, and at ' +
  'the end of each month I destroy what connects a count to a person. My numbers are for moderators only.\n' +
  'Someone with the permission Manage Server goes on with `/settings mod_channel:` to choose where I may answer and ' +
  '`/settings mod_role:` to choose whom. Then `/report` and `/status` work there.';

/** The channel for Discord's own notices, else the first text channel. */
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
