import { type API, ChannelType } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { ChannelList } from '../../collect/channel-list.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GivenChannel } from '../cached-guild.ts';
import { channelFacts } from './channel-facts.ts';
import { readAnswer } from './rest-answer.ts';

/** As Discord describes them in GUILD_CREATE or an answer of its REST interface. */
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

/** Asks Discord for the channels and active threads of a guild; null where Census is not in it any more. */
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

/** A forum's own last message is its last post, which is a thread. */
function hasMessages(channel: GivenChannel): boolean {
  return !isForum(channel) && channel.type !== ChannelType.GuildCategory;
}

function isForum({ type }: GivenChannel): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}
