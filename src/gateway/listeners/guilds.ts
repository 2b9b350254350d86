import type { ChannelFacts } from '../../collect/guild-registry.ts';
import type { GuildSnapshot } from '../../core/activity.ts';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { givenChannels } from '../cached-guild.ts';
import type { WholeGuild } from '../dispatch-shapes.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import type { PersonInVoice } from '../people-in-voice.ts';
import { channelList } from '../rest/channel-list.ts';
import type { Listener, ListenerContext } from './listener.ts';
import { countOnline } from './presences.ts';
import { listScheduledEvents } from './scheduled-events.ts';
import { meetVoiceChannel } from './voice-state-update.ts';

/** Discord sends the whole guild: at the start, after an outage, when Census is added, or in between. */
export const guildCreate: Listener<'GUILD_CREATE'> = {
  event: 'GUILD_CREATE',
  listen(guild, context, timing) {
    if (guild.unavailable === true) return loseToOutage(guild.id, context, timing);
    const { collector, guilds, coverage, peopleInVoice, refusals, greet, flushSoon, catchUp, countsDevices } = context;
    const isNew = guilds.get(guild.id) === undefined;
    const list = channelList(givenChannels(guild), guild.id, everyoneIn(guild));
    const voiceStates = guild.voice_states.filter(isInVoiceOf(list.facts));
    const inVoice = peopleInVoiceOf(guild, voiceStates);
    const snapshot = snapshotOf(guild, inVoice, timing);
    const facts = { id: guild.id, name: guild.name, afkChannelId: guild.afk_channel_id };
    collector.meetGuild(facts, timing.nowMs);
    guilds.meetAllChannels(guild.id, list.facts);
    collector.listChannels(guild.id, list.withMessages);
    catchUp(guild.id, list.forumIds, coverage.untilMs(timing.nowMs, guild.id));
    peopleInVoice.clear(guild.id);
    for (const { userId, ...presence } of inVoice) {
      meetVoiceChannel(guild.id, presence.channelId, context);
      peopleInVoice.note(guild.id, userId, presence);
    }
    collector.see(snapshot, timing.sequence);
    listScheduledEvents(guild, context);
    if (voiceStates.length < guild.voice_states.length) {
      refusals.note({ event: 'GUILD_CREATE', field: 'voice_states[].channel_id' }, guild.id, true, timing.nowMs);
    }
    if (guilds.get(guild.id)?.wasGreeted === false) greet(guild.id);
    if (isNew) flushSoon(); // So that coverage begins now, even if the process ends.
    return countsDevices ? countOnline(guild, context, timing) : undefined;
  },
};

export const guildUpdate: Listener<'GUILD_UPDATE'> = {
  event: 'GUILD_UPDATE',
  listen({ id, name, afk_channel_id: afkChannelId }, { collector, guilds }, { nowMs }) {
    if (guilds.get(id) !== undefined) collector.meetGuild({ id, name, afkChannelId }, nowMs);
  },
};

/** The guild has an outage (`unavailable`), or Census was removed from it. */
export const guildDelete: Listener<'GUILD_DELETE'> = {
  event: 'GUILD_DELETE',
  listen({ id, unavailable }, context, timing) {
    if (unavailable === true) return loseToOutage(id, context, timing);
    const { collector, guilds, coverage, peopleInVoice } = context;
    peopleInVoice.clear(id);
    if (guilds.get(id) !== undefined) collector.loseGuild(id, coverage.untilMs(timing.nowMs, id), true);
  },
};

/** A guild that is still unknown is left out: a GUILD_CREATE follows its outage. */
function loseToOutage(
  guildId: Snowflake,
  { collector, guilds, coverage, peopleInVoice }: ListenerContext,
  { nowMs }: DispatchTiming,
): void {
  peopleInVoice.clear(guildId);
  if (guilds.get(guildId) !== undefined) collector.loseGuild(guildId, coverage.untilMs(nowMs, guildId), false);
}

function everyoneIn({ id, roles }: WholeGuild): bigint | null {
  const everyone = roles.find((role) => role.id === id);
  return everyone === undefined ? null : BigInt(everyone.permissions);
}

/** Categories and threads have no voice. */
function isInVoiceOf(channels: readonly ChannelFacts[]) {
  const silent = new Set(channels.filter(({ kind }) => kind === 'category' || kind === 'thread').map(({ id }) => id));
  return ({ channel_id: channelId }: { readonly channel_id: Snowflake | null }) => !silent.has(channelId ?? '');
}

type MemberInVoice = PersonInVoice & { readonly userId: Snowflake };

function peopleInVoiceOf(guild: WholeGuild, voiceStates: WholeGuild['voice_states']): readonly MemberInVoice[] {
  const ids = new Set(voiceStates.map(({ user_id: userId }) => userId));
  const connected = guild.members.filter(({ user }) => ids.has(user.id)); // There may be 70,000 members.
  const members = new Map(connected.map((member) => [member.user.id, member]));
  return voiceStates.flatMap(({ user_id: userId, channel_id: channelId, session_id: sessionId }) => {
    const member = members.get(userId);
    if (channelId === null || member?.user.bot === true) return [];
    return { userId, channelId, roleIds: member?.roles ?? [], joinedAtMs: joinedAtMsOf(member), sessionId };
  });
}

function snapshotOf(
  { id: guildId, member_count: members }: WholeGuild,
  peopleInVoice: readonly MemberInVoice[],
  { nowMs, stateValidUntilMs }: DispatchTiming,
): GuildSnapshot {
  const inVoice = peopleInVoice.map(({ userId, ...presence }) => ({ person: new Person(userId), ...presence }));
  return { guildId, members, inVoice, stateValidUntilMs, atMs: nowMs };
}
