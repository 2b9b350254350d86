import { PermissionFlagsBits } from '@discordjs/core';
import { nameOnShard, type Shard } from '../server/gateway/sharding.ts';
import { snowflakeOfName } from '../server/snowflakes.ts';
import type { World } from '../worlds/world-file.ts';

export type DemoGuild = Omit<World, 'events' | 'startMs' | 'endMs'> & { readonly residents: number };

const { ManageMessages, KickMembers, BanMembers, ModerateMembers } = PermissionFlagsBits;
const helpersName = 'Helpers';
const helpersMay = ManageMessages | KickMembers | BanMembers | ModerateMembers;

/** The guild of a generated population. */
export const demoGuild: DemoGuild = {
  name: 'The Kitchen Table',
  residents: 300,
  /** Includes the moderator and the bot. */
  initialMemberCount: 302,
  channels: [
    ...[
      'general',
      'introductions',
      'art-café',
      'worldbuilding',
      'off-topic',
      'help-desk',
      'music',
      'announcements',
    ].map((name) => ({ id: snowflakeOfName('channel', name), name, type: 'text' as const })),
    ...['Lounge', 'Game night', 'Study hall'].map((name) => ({
      id: snowflakeOfName('channel', name),
      name,
      type: 'voice' as const,
    })),
  ],
  roles: [{ id: snowflakeOfName('role', helpersName), name: helpersName, permissions: helpersMay }],
  ignoreUsers: [],
  ignoreChannels: [],
  linkDomains: ['youtube.com', 'github.com', 'wikipedia.org'],
  afkChannelId: null,
};

/** The demo guild on one shard of several: the same channels, with another name and other ids. */
export function demoGuildOn(shard: Shard): DemoGuild {
  if (shard.shardCount === 1) return demoGuild;
  return {
    ...demoGuild,
    name: `${demoGuild.name} (shard ${shard.shardId})`,
    channels: demoGuild.channels.map((channel) => ({
      ...channel,
      id: snowflakeOfName('channel', nameOnShard(channel.name, shard)),
    })),
    roles: demoGuild.roles.map((role) => ({ ...role, id: snowflakeOfName('role', nameOnShard(role.name, shard)) })),
  };
}
