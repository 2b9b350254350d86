import type { Snowflake } from '../../core/snowflake.ts';
import { unknownName } from '../rest/channel-facts.ts';
import type { ListenerContext } from './listener.ts';

/**
 * Adds a voice channel that has members but that no event has described. Counting needs only its id and begins at once;
 * the name is fetched in the background.
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
