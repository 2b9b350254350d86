import { PermissionFlagsBits } from '@discordjs/core';
import type { Channel } from '../../src/core/channel.ts';
import type { CachedChannel, CachedGuild, GuildMember } from '../../src/gateway/cached-guild.ts';

/** Whether a member may see a channel by itself, as the rules of privacy put it. */
export function naivelyShown(guild: CachedGuild, member: GuildMember, channel: Channel): boolean {
  const base = basePermissions(guild, member);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return true;
  if (channel.id === '0') return true; // Deleted channels that were in no category.
  const listed = guild.channels.get(channel.id);
  if (listed !== undefined) return (overwritten(base, guild, member, listed) & PermissionFlagsBits.ViewChannel) !== 0n;
  if (!channel.isDeleted) return false;
  return channel.isPrivate === true ? (base & PermissionFlagsBits.ManageGuild) !== 0n : true;
}

/** `compute_base_permissions` of Discord's API reference, "Permission Overwrites". */
export function basePermissions(guild: CachedGuild, member: GuildMember): bigint {
  if (guild.ownerId === member.userId) return ~0n;
  let permissions = guild.roles.get(guild.id) ?? 0n;
  for (const role of member.roleIds) permissions |= guild.roles.get(role) ?? 0n;
  return (permissions & PermissionFlagsBits.Administrator) === 0n ? permissions : ~0n;
}

/** `compute_overwrites` of the same page. */
function overwritten(base: bigint, guild: CachedGuild, member: GuildMember, channel: CachedChannel): bigint {
  let permissions = base;
  const of = (id: string, isOfMember: boolean) =>
    channel.overwrites.find((overwrite) => overwrite.id === id && overwrite.isOfMember === isOfMember);

  const everyone = of(guild.id, false);
  if (everyone !== undefined) {
    permissions &= ~everyone.deny;
    permissions |= everyone.allow;
  }

  let allow = 0n;
  let deny = 0n;
  for (const role of member.roleIds) {
    const overwrite = of(role, false);
    if (overwrite === undefined) continue;
    allow |= overwrite.allow;
    deny |= overwrite.deny;
  }
  permissions &= ~deny;
  permissions |= allow;

  const own = of(member.userId, true);
  if (own !== undefined) {
    permissions &= ~own.deny;
    permissions |= own.allow;
  }
  return permissions;
}
