import type { Snowflake } from '../../core/snowflake.ts';
import { unknownName } from '../rest/channel-facts.ts';
import type { ListenerContext } from './listener.ts';

/**
 * Notes a channel that people are connected to and that no event has described. Voice is counted from now on, for all that
 * counting needs is the channel's id; what it is called is asked for meanwhile.
 */
export function meetVoiceChannel(
  guildId: Snowflake,
  channelId: Snowflake,
  { guilds, learnChannelSoon }: Pick<ListenerContext, 'guilds' | 'learnChannelSoon'>,
): void {
  if (guilds.channel(guildId, channelId) !== undefined) return;
  guilds.meetChannel(guildId, { id: channelId, kind: 'voice', name: unknownName, parentId: null });
  learnChannelSoon(guildId, channelId);
}
