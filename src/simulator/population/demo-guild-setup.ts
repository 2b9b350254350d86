import { PermissionFlagsBits } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { DiscordServer } from '../server/discord-server.ts';
import type { Overwrite } from '../server/entities.ts';
import { idOnShard, nameOnShard, onlyShard, type Shard } from '../server/gateway/sharding.ts';
import { snowflakeOfName } from '../server/snowflakes.ts';
import type { World } from '../worlds/world-file.ts';

/** A guild for a world, with what commands need. */
export interface SetUpGuild {
  readonly id: Snowflake;
  /** A channel that only moderators and the bot see. */
  readonly modChannelId: Snowflake;
  /** A member who may manage the server. */
  readonly moderatorId: Snowflake;
  /** An ordinary member. */
  readonly memberId: Snowflake;
}

export const modChannelName = 'census-mods';

/** Creates the guild on a shard. Its ids are the same in every run, so that a bot recognizes its data. */
export function setUpDemoGuild(
  server: DiscordServer,
  world: Pick<World, 'name' | 'channels' | 'initialMemberCount' | 'afkChannelId'> & Partial<Pick<World, 'roles'>>,
  shard: Shard = onlyShard,
): SetUpGuild {
  const guild = {
    id: idOnShard(snowflakeOfName('guild', 'the simulated guild'), shard),
    modChannelId: snowflakeOfName('channel', nameOnShard(modChannelName, shard)),
    moderatorId: snowflakeOfName('user', 'the simulated moderator'),
    memberId: snowflakeOfName('user', 'the simulated member'),
  };
  const { ManageGuild, ViewAuditLog, ViewChannel } = PermissionFlagsBits;
  const roleId = snowflakeOfName('role', nameOnShard('Moderators', shard));
  const role = { id: roleId, name: 'Moderators', permissions: ManageGuild };
  const botRole = {
    id: snowflakeOfName('role', nameOnShard('Census', shard)),
    name: 'Census',
    permissions: ViewAuditLog,
    botId: server.botId,
  };
  const seenBy = (viewerRoleIds: readonly Snowflake[]): readonly Overwrite[] => [
    { id: guild.id, kind: 'role', allow: 0n, deny: ViewChannel },
    ...[role.id, ...viewerRoleIds].map((id) => ({ id, kind: 'role' as const, allow: ViewChannel, deny: 0n })),
    { id: server.botId, kind: 'member', allow: ViewChannel, deny: 0n },
  ];
  const channels = world.channels.map(({ viewerRoleIds, ...channel }) => {
    return { ...channel, ...(viewerRoleIds !== undefined && { overwrites: seenBy(viewerRoleIds) }) };
  });
  const modChannel = { id: guild.modChannelId, name: modChannelName, type: 'text', overwrites: seenBy([]) } as const;
  server.guilds.create({
    id: guild.id,
    name: world.name,
    channels: [...channels, modChannel],
    memberCount: world.initialMemberCount ?? 0,
    afkChannelId: world.afkChannelId,
    roles: [role, botRole, ...(world.roles ?? [])],
  });
  server.members.setRoles(guild.id, guild.moderatorId, [role.id]);
  server.members.setRoles(guild.id, server.botId, [botRole.id]);
  return guild;
}
