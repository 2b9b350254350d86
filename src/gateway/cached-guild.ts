import { type ChannelType, OverwriteType, PermissionFlagsBits } from '@discordjs/core';
import type { Of } from '../core/shape.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { channel, overwrite as givenOverwrite, role as givenRole, guildOfRest } from './discord-shapes.ts';
import type { WholeGuild } from './dispatch-shapes.ts';

/** The parts of a guild that permissions depend on. */
export interface CachedGuild {
  readonly id: Snowflake;
  readonly ownerId: Snowflake;
  readonly systemChannelId: Snowflake | null;
  /** The language that the guild has in Discord's settings, as a BCP 47 tag; null if Discord does not say. */
  readonly preferredLocale: string | null;
  /** The permission bits of every role. The @everyone role has the guild's id. */
  readonly roles: ReadonlyMap<Snowflake, bigint>;
  readonly channels: ReadonlyMap<Snowflake, CachedChannel>;
  /** The bot's own membership. */
  readonly self: GuildMember;
}

/** A channel or thread. A thread has no overwrites of its own; those of its parent apply. */
export interface CachedChannel {
  readonly id: Snowflake;
  readonly type: ChannelType;
  readonly name: string;
  readonly parentId: Snowflake | null;
  readonly position: number;
  readonly overwrites: readonly Overwrite[];
}

/** The permissions that a channel allows or denies a role or a member. */
export interface Overwrite {
  readonly id: Snowflake;
  readonly isOfMember: boolean;
  readonly allow: bigint;
  readonly deny: bigint;
}

/** A member whose permissions are computed. */
export interface GuildMember {
  readonly userId: Snowflake;
  readonly roleIds: readonly Snowflake[];
}

/** A channel or thread as Discord describes it. Which fields are present depends on its type. */
export type GivenChannel = Of<typeof channel>;

/** A cached guild that {@link GuildCache} may change. */
export interface ChangeableGuild extends CachedGuild {
  ownerId: Snowflake;
  systemChannelId: Snowflake | null;
  preferredLocale: string | null;
  self: GuildMember;
  readonly roles: Map<Snowflake, bigint>;
  /** The roles that make a moderator. */
  readonly moderatorRoleIds: Set<Snowflake>;
  /** The apps that have, or had, a role of their own. */
  readonly appIds: Set<Snowflake>;
  readonly channels: Map<Snowflake, CachedChannel>;
}

/** Builds a cached guild from a GUILD_CREATE or a REST answer. */
export function cachedGuild(
  guild: Of<typeof guildOfRest>,
  channels: readonly GivenChannel[],
  self: GuildMember,
): ChangeableGuild {
  const cached: ChangeableGuild = {
    id: guild.id,
    ownerId: guild.owner_id,
    systemChannelId: guild.system_channel_id ?? null,
    preferredLocale: guild.preferred_locale ?? null,
    roles: new Map(),
    moderatorRoleIds: new Set(),
    appIds: new Set(),
    channels: new Map(channels.map((channel) => [channel.id, cachedChannel(channel)])),
    self,
  };
  for (const role of guild.roles) setRole(cached, role);
  return cached;
}

/** Notes a role, new or changed. */
export function setRole(guild: ChangeableGuild, role: Of<typeof givenRole>): void {
  const permissions = BigInt(role.permissions);
  guild.roles.set(role.id, permissions);
  if (makesModerator(permissions)) guild.moderatorRoleIds.add(role.id);
  else guild.moderatorRoleIds.delete(role.id);
  if (role.tags?.bot_id !== undefined) guild.appIds.add(role.tags.bot_id);
}

/** Removes a role. Its app is still known, because the news of the app's removal may come later. */
export function deleteRole(guild: ChangeableGuild, roleId: Snowflake): void {
  guild.roles.delete(roleId);
  guild.moderatorRoleIds.delete(roleId);
}

/** The channels and active threads of a GUILD_CREATE. */
export function givenChannels(guild: WholeGuild): readonly GivenChannel[] {
  return [...guild.channels, ...guild.threads];
}

/** Keeps the fields of a channel that permissions and names need. */
export function cachedChannel(channel: GivenChannel): CachedChannel {
  return {
    id: channel.id,
    type: channel.type,
    name: channel.name ?? '',
    parentId: channel.parent_id ?? null,
    position: channel.position ?? 0,
    overwrites: (channel.permission_overwrites ?? []).map(overwriteOf),
  };
}

/** Whether a role with these permission bits is a moderator role: it allows deleting messages or removing people. */
function makesModerator(permissions: bigint): boolean {
  return (permissions & moderating) !== 0n;
}

const moderating =
  PermissionFlagsBits.Administrator |
  PermissionFlagsBits.ManageMessages |
  PermissionFlagsBits.KickMembers |
  PermissionFlagsBits.BanMembers |
  PermissionFlagsBits.ModerateMembers;

function overwriteOf(overwrite: Of<typeof givenOverwrite>): Overwrite {
  return {
    id: overwrite.id,
    isOfMember: overwrite.type === OverwriteType.Member,
    allow: BigInt(overwrite.allow),
    deny: BigInt(overwrite.deny),
  };
}
