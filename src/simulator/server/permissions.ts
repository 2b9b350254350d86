import { PermissionFlagsBits } from '@discordjs/core';
import { type Channel, type Guild, isThread, type Member, type Overwrite } from './entities.ts';

const everything = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** A member's permission bits in a guild, before the overwrites of any channel. */
export function guildPermissions(guild: Guild, member: Member): bigint {
  if (member.userId === guild.ownerId) return everything;
  const roleIds = [guild.id, ...member.roleIds];
  const permissions = roleIds.reduce((bits, id) => bits | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  return permissions & PermissionFlagsBits.Administrator ? everything : permissions;
}

/**
 * A member's permission bits in a channel: the guild's, then the overwrites of @everyone, of the member's roles
 * together, and of the member (Discord API reference, "Permission Overwrites"). A thread has those of its channel.
 */
export function channelPermissions(guild: Guild, channel: Channel, member: Member): bigint {
  const permissions = guildPermissions(guild, member);
  if (permissions === everything) return everything;

  const parent = isThread(channel) && channel.parentId ? guild.channels.get(channel.parentId) : undefined;
  const overwrites = (parent ?? channel).overwrites;
  const ofEveryone = overwrites.filter((overwrite) => overwrite.id === guild.id);
  const ofRoles = overwrites.filter(({ id, kind }) => kind === 'role' && member.roleIds.includes(id));
  const ofMember = overwrites.filter(({ id, kind }) => kind === 'member' && id === member.userId);
  const inChannel = [ofEveryone, ofRoles, ofMember].reduce(overwritten, permissions);
  return inChannel & PermissionFlagsBits.ViewChannel ? inChannel : 0n;
}

/** The permission to write, which has another name in threads. */
export function sendPermission(channel: Channel): bigint {
  return isThread(channel) ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages;
}

function overwritten(permissions: bigint, overwrites: readonly Overwrite[]): bigint {
  const deny = overwrites.reduce((bits, overwrite) => bits | overwrite.deny, 0n);
  const allow = overwrites.reduce((bits, overwrite) => bits | overwrite.allow, 0n);
  return (permissions & ~deny) | allow;
}
