import { ChannelType, PermissionFlagsBits } from '@discordjs/core';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Channel, type Guild, isForum } from '../entities.ts';
import { sendPermission } from '../permissions.ts';
import type { World } from '../world.ts';
import { ApiError, faults } from './api-error.ts';

/**
 * The guild.
 *
 * @throws {ApiError} if the bot is not in it, or it has an outage.
 */
export function accessibleGuild(world: World, id: Snowflake): Guild {
  const guild = world.guilds.get(id);
  if (!guild?.hasBot) throw new ApiError(faults.unknownGuild);
  if (guild.isUnavailable) throw new ApiError([503, 0, '503: Service Unavailable']);
  return guild;
}

/**
 * The channel.
 *
 * @throws {ApiError} if it does not exist, or the bot may not see it.
 */
export function accessibleChannel(world: World, id: Snowflake): Channel {
  const channel = world.channel(id);
  if (!channel) throw new ApiError(faults.unknownChannel);
  if (channel.guildId && !world.guild(channel.guildId).hasBot) throw new ApiError(faults.missingAccess);
  if (channel.guildId) accessibleGuild(world, channel.guildId);
  if (!world.isVisible(channel)) throw new ApiError(faults.missingAccess);
  return channel;
}

/**
 * Whether the bot receives the messages of a channel. Without Read Message History it receives none; a voice channel
 * also needs Connect (Discord API reference, "Get Channel Messages").
 */
export function mayReadHistory(world: World, channel: Channel): boolean {
  const permissions = world.botPermissions(channel);
  const isVoice = channel.type === ChannelType.GuildVoice || channel.type === ChannelType.GuildStageVoice;
  if (isVoice && !(permissions & PermissionFlagsBits.Connect)) throw new ApiError(faults.missingAccess);
  return (permissions & PermissionFlagsBits.ReadMessageHistory) !== 0n;
}

/** The permissions that a message needs in its channel. */
export interface Needs {
  readonly files?: boolean;
  readonly embeds?: boolean;
}

/** @throws {ApiError} if the bot may not write such a message in the channel. */
export function requireSend(world: World, channel: Channel, needs: Needs = {}): void {
  if (isForum(channel) || channel.type === ChannelType.GuildCategory) throw new ApiError(faults.notForMessages);
  const needed =
    sendPermission(channel) |
    (needs.files ? PermissionFlagsBits.AttachFiles : 0n) |
    (needs.embeds ? PermissionFlagsBits.EmbedLinks : 0n);
  if ((world.botPermissions(channel) & needed) !== needed) throw new ApiError(faults.missingPermissions);
}
