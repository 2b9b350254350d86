import { ChannelType, PermissionFlagsBits } from '@discordjs/core';
import type { CachedChannel, CachedGuild, GuildMember } from './cached-guild.ts';

const everything = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** The permissions that the bot needs, named as in Discord's settings. */
export const neededPermissions = [
  { name: 'View Channel', bit: PermissionFlagsBits.ViewChannel },
  { name: 'Send Messages', bit: PermissionFlagsBits.SendMessages },
  { name: 'Embed Links', bit: PermissionFlagsBits.EmbedLinks },
  { name: 'Attach Files', bit: PermissionFlagsBits.AttachFiles },
  { name: 'Read Message History', bit: PermissionFlagsBits.ReadMessageHistory },
] as const;

/** The name of a {@link neededPermissions} entry. */
export type NeededPermission = (typeof neededPermissions)[number]['name'];

/** A member's base permission bits in the guild (Discord API reference, "Permissions", "Permission Hierarchy"). */
export function guildPermissions(guild: CachedGuild, member: GuildMember): bigint {
  if (member.userId === guild.ownerId) return everything;
  const roleIds = [guild.id, ...member.roleIds];
  const permissions = roleIds.reduce((bits, id) => bits | (guild.roles.get(id) ?? 0n), 0n);
  return has(permissions, PermissionFlagsBits.Administrator) ? everything : permissions;
}

/**
 * A member's permission bits in a channel, without those that a missing permission implies. A thread has its parent's
 * permissions, with Send Messages in Threads as its Send Messages.
 */
export function channelPermissions(guild: CachedGuild, channel: CachedChannel, member: GuildMember): bigint {
  const base = guildPermissions(guild, member);
  if (has(base, PermissionFlagsBits.Administrator)) return everything;
  const isInThread = isThread(channel);
  const owner = isInThread ? guild.channels.get(channel.parentId ?? '') : channel;
  if (owner === undefined) return 0n; // A thread of a deleted channel.
  const permissions = withOverwrites(base, owner, guild, member);
  return withImplied(isInThread ? sendingInThread(permissions) : permissions);
}

/** The bot's own permission bits in a channel. */
export function ownPermissions(guild: CachedGuild, channel: CachedChannel): bigint {
  return channelPermissions(guild, channel, guild.self);
}

/** The {@link neededPermissions} that the bot lacks in a channel. */
export function lackingPermissions(guild: CachedGuild, channel: CachedChannel): readonly NeededPermission[] {
  const own = ownPermissions(guild, channel);
  return neededPermissions.filter(({ bit }) => !has(own, bit)).map(({ name }) => name);
}

/** Whether every member of the guild can read a channel. */
export function isReadByEveryone(guild: CachedGuild, channel: CachedChannel): boolean {
  const anybody = { userId: '', roleIds: [] };
  const isPrivate = channel.type === ChannelType.PrivateThread;
  return !isPrivate && has(channelPermissions(guild, channel, anybody), PermissionFlagsBits.ViewChannel);
}

/** The channels that the bot cannot see and therefore does not count, without categories and threads. */
export function unseenChannels(guild: CachedGuild): readonly CachedChannel[] {
  return channelsWithout(guild, PermissionFlagsBits.ViewChannel);
}

/** The channels in which the bot lacks any of the permissions, without categories and threads. */
export function channelsWithout(guild: CachedGuild, permissions: bigint): readonly CachedChannel[] {
  return [...guild.channels.values()].filter(
    (channel) =>
      channel.type !== ChannelType.GuildCategory &&
      !isThread(channel) &&
      !has(ownPermissions(guild, channel), permissions),
  );
}

/** Whether the bot cannot see a channel. */
export function isUnseen(guild: CachedGuild, channel: CachedChannel): boolean {
  return !has(ownPermissions(guild, channel), PermissionFlagsBits.ViewChannel);
}

/** Whether all bits of `wanted` are set. */
export function has(permissions: bigint, wanted: bigint): boolean {
  return (permissions & wanted) === wanted;
}

/** Whether a channel is a thread, which has the permissions of its parent. */
export function isThread(channel: Pick<CachedChannel, 'type'>): boolean {
  return (
    channel.type === ChannelType.PublicThread ||
    channel.type === ChannelType.PrivateThread ||
    channel.type === ChannelType.AnnouncementThread
  );
}

/** Applies overwrites in Discord's order: @everyone's, those of all roles together, the member's own. */
function withOverwrites(base: bigint, channel: CachedChannel, guild: CachedGuild, member: GuildMember): bigint {
  let permissions = base;
  const everyone = channel.overwrites.find(({ id, isOfMember }) => !isOfMember && id === guild.id);
  if (everyone !== undefined) permissions = (permissions & ~everyone.deny) | everyone.allow;
  let allow = 0n;
  let deny = 0n;
  for (const overwrite of channel.overwrites) {
    if (overwrite.isOfMember || overwrite.id === guild.id || !member.roleIds.includes(overwrite.id)) continue;
    allow |= overwrite.allow;
    deny |= overwrite.deny;
  }
  permissions = (permissions & ~deny) | allow;
  const own = channel.overwrites.find(({ id, isOfMember }) => isOfMember && id === member.userId);
  return own === undefined ? permissions : (permissions & ~own.deny) | own.allow;
}

function sendingInThread(permissions: bigint): bigint {
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
  return has(permissions, SendMessagesInThreads) ? permissions | SendMessages : permissions & ~SendMessages;
}

/** A member who cannot see a channel can do nothing there. One who cannot send can send neither files nor embeds. */
function withImplied(permissions: bigint): bigint {
  const { ViewChannel, SendMessages, EmbedLinks, AttachFiles, MentionEveryone, SendTTSMessages } = PermissionFlagsBits;
  if (!has(permissions, ViewChannel)) return 0n;
  if (has(permissions, SendMessages)) return permissions;
  return permissions & ~(EmbedLinks | AttachFiles | MentionEveryone | SendTTSMessages);
}
