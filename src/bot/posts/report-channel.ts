import { DiscordAPIError } from 'discord.js';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { ownPermissions } from '../../gateway/permissions.ts';
import type { Guild } from '../../store/records.ts';

/** The channel that a guild has chosen for unprompted messages. */
export interface ReportChannel {
  readonly id: Snowflake;
  /** The bot's permission bits in it. */
  readonly permissions: bigint;
}

/** Null if the guild has chosen none, or the channel no longer exists. Rejects with the REST client's error. */
export async function reportChannelOf(
  { id, settings: { reportChannelId } }: Pick<Guild, 'id' | 'settings'>,
  guildCache: Pick<GuildCache, 'get' | 'channel'>,
): Promise<ReportChannel | null> {
  if (reportChannelId === null) return null;
  const channel = await guildCache.channel(id, reportChannelId);
  if (channel === undefined) return null;
  return { id: channel.id, permissions: ownPermissions(await guildCache.get(id), channel) };
}

/** Whether Discord answered with a 4xx status, except one that refuses the bot's token: that is not about the guild. */
export function isRefusedForGood(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status >= 400 && error.status < 500 && error.status !== 401;
}

/**
 * The nonce by which Discord detects a repeated message, at most 25 characters (Discord API reference, "Create
 * Message"). An id has at most 20 digits, which are 13 in base 36.
 *
 * @param about Distinguishes the messages to a guild, at most 11 characters.
 */
export function messageNonce(about: string, guildId: Snowflake): string {
  return `${about}.${BigInt(guildId).toString(36)}`;
}
