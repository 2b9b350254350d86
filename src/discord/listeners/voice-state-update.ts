import { none } from '../../core/counter.ts';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import type { Data, Listener, ListenerContext, Moment } from './listener.ts';

/** Follows a person from voice channel to voice channel. */
export const voiceStateUpdate: Listener<'VOICE_STATE_UPDATE'> = {
  event: 'VOICE_STATE_UPDATE',
  listen(state, context, moment) {
    const { guild_id: guildId, channel_id: channelId } = state;
    if (guildId === undefined || context.guilds.get(guildId) === undefined || state.member?.user.bot === true) return;
    if (channelId === null || context.guilds.channel(guildId, channelId) !== undefined) {
      return follow(guildId, state, context, moment);
    }
    return context.learnChannel(guildId, channelId).then(() => follow(guildId, state, context, moment));
  },
};

function follow(
  guildId: Snowflake,
  state: Data<'VOICE_STATE_UPDATE'>,
  { collector, guilds, refusals }: ListenerContext,
  { mark, nowMs, knownUntilMs }: Moment,
): void {
  // Nobody can speak in a category or a thread. Wherever the member is, it is not where they were.
  const isNowhere = state.channel_id !== null && guilds.channel(guildId, state.channel_id)?.number === none;
  if (isNowhere) refusals.note({ event: 'VOICE_STATE_UPDATE', field: 'channel_id' }, guildId, true);
  collector.record(
    {
      kind: 'voice',
      guildId,
      channelId: isNowhere ? null : state.channel_id,
      person: new Person(state.user_id),
      roleIds: state.member?.roles ?? [],
      joinedAtMs: joinedAtMsOf(state.member),
      sessionId: state.session_id,
      knownUntilMs,
      atMs: nowMs,
    },
    mark,
  );
}
