import type { Snowflake } from '../../core/snowflake.ts';
import type { GivenChannel } from '../cached-guild.ts';
import { channelFacts } from '../rest/channel-facts.ts';
import type { Listener, ListenerContext } from './listener.ts';

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
  listen({ id, guild_id: guildId }, { collector, guilds, peopleInVoice }, { nowMs, stateValidUntilMs }) {
    if (guildId === undefined || guilds.get(guildId) === undefined) return;
    peopleInVoice.clear(guildId, id);
    collector.deleteChannel(guildId, id, stateValidUntilMs, nowMs);
  },
};

export const threadCreate: Listener<'THREAD_CREATE'> = {
  event: 'THREAD_CREATE',
  listen: (thread, context) => meet(thread, context),
};

/** A thread's id may be the id of the message it was started from, so it is not kept. */
export const threadDelete: Listener<'THREAD_DELETE'> = {
  event: 'THREAD_DELETE',
  listen({ id, guild_id: guildId }, { guilds }) {
    if (guilds.get(guildId) !== undefined) guilds.deleteThread(guildId, id);
  },
};

export const threadListSync: Listener<'THREAD_LIST_SYNC'> = {
  event: 'THREAD_LIST_SYNC',
  listen({ guild_id: guildId, threads }, context) {
    for (const thread of threads) meet({ ...thread, guild_id: guildId }, context);
  },
};

function meet(
  channel: GivenChannel & { readonly guild_id?: Snowflake },
  { guilds, guildCache }: ListenerContext,
): void {
  const guildId = channel.guild_id;
  if (guildId === undefined || guilds.get(guildId) === undefined) return;
  guilds.meetChannel(guildId, channelFacts(channel, guildId, guildCache.everyoneMay(guildId)));
}
