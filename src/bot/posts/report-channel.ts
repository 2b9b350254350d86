import { DiscordAPIError } from 'discord.js';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { ownPermissions } from '../../gateway/permissions.ts';
import type { Guild } from '../../store/guild.ts';

/** Where a guild wants to be told what Census says of its own accord. */
export interface ReportChannel {
  readonly id: Snowflake;
  /** The bot's own permission bits in it. */
  readonly permissions: bigint;
}

/** Null where the guild has set none, or it is none of its channels. Rejects with the REST client's error. */
export async function reportChannelOf(
  { id, settings: { reportChannelId } }: Pick<Guild, 'id' | 'settings'>,
  guildCache: Pick<GuildCache, 'get' | 'channel'>,
): Promise<ReportChannel | null> {
  if (reportChannelId === null) return null;
  const channel = await guildCache.channel(id, reportChannelId);
  if (channel === undefined) return null;
  return { id: channel.id, permissions: ownPermissions(await guildCache.get(id), channel) };
}

/** A 4xx of Discord's, but for the bot's own token being refused, which is no guild's matter. */
export function isRefusedForGood(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status >= 400 && error.status < 500 && error.status !== 401;
}
