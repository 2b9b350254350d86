import { ChannelType, PermissionFlagsBits } from '@discordjs/core';
import { type Channel, type ChannelView, noCategoryId, seesAllChannels } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { CachedChannel, CachedGuild, GuildMember } from './cached-guild.ts';
import { channelPermissions, guildPermissions, has, isThread } from './permissions.ts';

const { Administrator, ManageGuild, ViewChannel } = PermissionFlagsBits;

/**
 * The channels that a member can view in Discord at this moment. Voice channels too need only View Channel: Discord
 * lists a voice channel that a member may not connect to.
 *
 * A deleted channel is as it was last seen: shown to everyone if everyone could view it, else to members with Manage
 * Server. The "deleted channels" of a category are shown with the category. A channel that the guild does not list is
 * shown to administrators only, because nothing is known about it.
 */
export function channelView(guild: CachedGuild, member: GuildMember): ChannelView {
  const permissions = guildPermissions(guild, member);
  if (has(permissions, Administrator)) return seesAllChannels;
  return viewOf(guild, ({ id }) => canView(guild, id, member), has(permissions, ManageGuild));
}

/** Whether a member can view a channel that the guild lists. */
export function canView(guild: CachedGuild, channelId: Snowflake, member: GuildMember): boolean {
  const channel = guild.channels.get(channelId);
  return channel !== undefined && has(channelPermissions(guild, channel, member), ViewChannel);
}

/**
 * The channels that a post in a channel may name: that channel, and those that every member can view, whatever their
 * roles. A role that is denied one of them is enough to leave it out, because a member with that role may read the post.
 */
export function viewOfReaders(guild: CachedGuild, postedIn: Snowflake): ChannelView {
  const mayView = (channel: CachedChannel) => channel.id === postedIn || isOpenToAll(guild, channel);
  return viewOf(guild, mayView, false);
}

/**
 * The channel of a thread, as far as may be said to a member who can view these channels; undefined for any other id. Only
 * of a public and active thread is it known that they can view it too.
 */
export function threadsIn(
  channels: readonly Pick<Channel, 'id'>[],
  guild: CachedGuild,
): (id: Snowflake) => Snowflake | undefined {
  return (id) => {
    const found = guild.channels.get(id);
    if (found === undefined || !isThread(found) || found.type === ChannelType.PrivateThread) return undefined;
    return channels.find((channel) => channel.id === found.parentId)?.id;
  };
}

/** Decides about the listed channels now, because the guild changes while an answer is made. */
function viewOf(
  guild: CachedGuild,
  mayView: (channel: CachedChannel) => boolean,
  seesDeletedPrivate: boolean,
): ChannelView {
  const listed = new Map<Snowflake, boolean>([[noCategoryId, true]]);
  for (const channel of guild.channels.values()) if (!isThread(channel)) listed.set(channel.id, mayView(channel));
  return (channel) => listed.get(channel.id) ?? (channel.isDeleted && (isPublic(channel) || seesDeletedPrivate));
}

function isPublic({ isPrivate }: Channel): boolean {
  return isPrivate !== true;
}

/** A role adds permissions to those of @everyone, so only an overwrite can take View Channel from a member. */
function isOpenToAll(guild: CachedGuild, channel: CachedChannel): boolean {
  const anybody = { userId: '', roleIds: [] };
  const isDenied = channel.overwrites.some(({ id, deny }) => id !== guild.id && has(deny, ViewChannel));
  return !isDenied && has(channelPermissions(guild, channel, anybody), ViewChannel);
}
