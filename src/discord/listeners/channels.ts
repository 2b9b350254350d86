import { type APIChannel, ChannelType } from '@discordjs/core';
import type { ChannelFacts } from '../../collect/guild-book.ts';
import type { ChannelKind } from '../../core/channel.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Listener, ListenerContext } from './listener.ts';

/** What Census keeps of a channel that Discord describes. */
export function channelFacts(channel: APIChannel): ChannelFacts {
  const kind = kindOf(channel.type);
  const parentId = kind === 'thread' && 'parent_id' in channel ? (channel.parent_id ?? null) : null;
  return { id: channel.id, kind, name: channel.name ?? '', parentId };
}

export const channelCreate: Listener<'CHANNEL_CREATE'> = {
  event: 'CHANNEL_CREATE',
  listen: (channel, context) => meet(channel, context),
};

export const channelUpdate: Listener<'CHANNEL_UPDATE'> = {
  event: 'CHANNEL_UPDATE',
  listen: (channel, context) => meet(channel, context),
};

export const channelDelete: Listener<'CHANNEL_DELETE'> = {
  event: 'CHANNEL_DELETE',
  listen({ id, guild_id: guildId }, { collector, guilds }, { knownUntilMs }) {
    if (guilds.get(guildId) !== undefined) collector.deleteChannel(guildId, id, knownUntilMs);
  },
};

export const threadCreate: Listener<'THREAD_CREATE'> = {
  event: 'THREAD_CREATE',
  listen: (thread, context) => meet(thread, context),
};

export const threadListSync: Listener<'THREAD_LIST_SYNC'> = {
  event: 'THREAD_LIST_SYNC',
  listen({ guild_id: guildId, threads }, context) {
    for (const thread of threads) meet({ ...thread, guild_id: guildId }, context);
  },
};

function meet(channel: APIChannel & { guild_id?: Snowflake | undefined }, { guilds }: ListenerContext): void {
  const guildId = channel.guild_id;
  if (guildId !== undefined && guilds.get(guildId) !== undefined) guilds.meetChannel(guildId, channelFacts(channel));
}

function kindOf(type: ChannelType): ChannelKind {
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
