import { ChannelType, OverwriteType, PermissionFlagsBits } from '@discordjs/core';
import type { ChannelFacts } from '../../collect/guild-registry.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GivenChannel } from '../cached-guild.ts';

/**
 * The fields of a channel that Census keeps. `everyone` is the permission bits of the @everyone role. Without them, or
 * without the guild, `isPrivate` can be undefined.
 */
export function channelFacts(
  channel: GivenChannel,
  guildId: Snowflake | null,
  everyone: bigint | null = null,
): ChannelFacts {
  return {
    id: channel.id,
    kind: kindOf(channel.type),
    name: channel.name ?? '',
    parentId: channel.parent_id ?? null,
    isPrivate: isPrivate(channel, guildId, everyone),
  };
}

function isPrivate(
  { permission_overwrites: overwrites }: GivenChannel,
  guildId: Snowflake | null,
  everyone: bigint | null,
): boolean | undefined {
  const own = overwrites?.find(({ id, type }) => id === guildId && type === OverwriteType.Role);
  const { Administrator, ViewChannel } = PermissionFlagsBits;
  if (own !== undefined && (BigInt(own.allow) & ViewChannel) !== 0n) return false;
  if (own !== undefined && (BigInt(own.deny) & ViewChannel) !== 0n) return true;
  return everyone === null ? undefined : (everyone & (ViewChannel | Administrator)) === 0n;
}

/** The name of a channel that is known only by its id. */
export const unknownName = 'unknown';

function kindOf(type: ChannelType): ChannelFacts['kind'] {
  switch (type) {
    case ChannelType.GuildVoice:
    case ChannelType.GuildStageVoice:
      return 'voice';
    case ChannelType.GuildCategory:
      return 'category';
    case ChannelType.AnnouncementThread:
    case ChannelType.PublicThread:
    case ChannelType.PrivateThread:
      return 'thread';
    default:
      return 'text';
  }
}
