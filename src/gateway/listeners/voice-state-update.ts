import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import { unknownName } from '../rest/channel-facts.ts';
import type { Listener, ListenerContext } from './listener.ts';

/** Follows a member between voice channels. */
export const voiceStateUpdate: Listener<'VOICE_STATE_UPDATE'> = {
  event: 'VOICE_STATE_UPDATE',
  listen(state, context, { sequence, nowMs, stateValidUntilMs }) {
    const { guild_id: guildId, user_id: userId, session_id: sessionId, member } = state;
    const { collector, guilds, peopleInVoice, refusals } = context;
    if (guildId === undefined || guilds.get(guildId) === undefined || member?.user.bot === true) return;
    const isNowhere = state.channel_id !== null && isSilent(guildId, state.channel_id, guilds);
    if (isNowhere) refusals.note({ event: 'VOICE_STATE_UPDATE', field: 'channel_id' }, guildId, true, nowMs);
    const channelId = isNowhere ? null : state.channel_id;
    const known = { roleIds: member?.roles ?? [], joinedAtMs: joinedAtMsOf(member), sessionId };
    if (channelId === null) peopleInVoice.leave(guildId, userId, sessionId);
    else {
      meetVoiceChannel(guildId, channelId, context);
      peopleInVoice.note(guildId, userId, { channelId, ...known });
    }
    const person = new Person(userId);
    collector.record({ kind: 'voice', guildId, channelId, person, ...known, stateValidUntilMs, atMs: nowMs }, sequence);
  },
};

/** Categories and threads have no voice. A member reported there has left their former channel. */
function isSilent(guildId: Snowflake, channelId: Snowflake, guilds: ListenerContext['guilds']): boolean {
  return (
    guilds.channel(guildId, channelId)?.kind === 'category' || guilds.threadParent(guildId, channelId) !== undefined
  );
}

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
  guilds.meetChannel(guildId, { id: channelId, kind: 'voice', name: unknownName, parentId: null, isPrivate: true });
  learnChannelSoon(guildId, channelId);
}
