import { Person } from '../../core/person.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import type { Listener } from './listener.ts';
import { meetVoiceChannel } from './meet-voice-channel.ts';

/** Follows a person from voice channel to voice channel. */
export const voiceStateUpdate: Listener<'VOICE_STATE_UPDATE'> = {
  event: 'VOICE_STATE_UPDATE',
  listen(state, context, { mark, nowMs, knownUntilMs }) {
    const { guild_id: guildId, channel_id: channelId } = state;
    if (guildId === undefined || context.guilds.get(guildId) === undefined || state.member?.user.bot === true) return;
    if (channelId !== null) meetVoiceChannel(guildId, channelId, context);
    const known = { roleIds: state.member?.roles ?? [], joinedAtMs: joinedAtMsOf(state.member) };
    context.peopleInVoice.note(guildId, state.user_id, channelId === null ? null : { channelId, ...known });
    const person = new Person(state.user_id);
    context.collector.record({ kind: 'voice', guildId, channelId, person, ...known, knownUntilMs, atMs: nowMs }, mark);
  },
};
