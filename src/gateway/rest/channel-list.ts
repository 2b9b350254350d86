import { type API, ChannelType } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { ChannelList } from '../../collect/guild-registry.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GivenChannel } from '../cached-guild.ts';
import { channelFacts } from './channel-facts.ts';
import { readAnswer } from './rest-answer.ts';

/** Builds the channel list from GUILD_CREATE or a REST answer. */
export function channelList(
  channels: readonly GivenChannel[],
  guildId: Snowflake,
  everyone: bigint | null = null,
): ChannelList {
  return {
    facts: channels.map((channel) => channelFacts(channel, guildId, everyone)),
    withMessages: channels.filter(hasMessages).map(({ id, last_message_id: lastMessageId = null }) => {
      return { id, lastMessageId };
    }),
    forumIds: channels.filter(isForum).map(({ id }) => id),
  };
}

/** Asks Discord for a guild's channels and active threads; null if Census is no longer in the guild. */
export async function fetchChannelList(
  api: { readonly guilds: Pick<API['guilds'], 'getChannels' | 'getActiveThreads'> },
  guildId: Snowflake,
): Promise<ChannelList | null> {
  try {
    const [channels, active] = await Promise.all([
      api.guilds.getChannels(guildId),
      api.guilds.getActiveThreads(guildId),
    ]);
    return channelList([...readAnswer('channels', channels), ...readAnswer('threads', active).threads], guildId);
  } catch (error) {
    if (error instanceof DiscordAPIError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

/** A forum's own last message is its last post, and that is a thread. */
function hasMessages(channel: GivenChannel): boolean {
  return !isForum(channel) && channel.type !== ChannelType.GuildCategory;
}

function isForum({ type }: GivenChannel): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}
