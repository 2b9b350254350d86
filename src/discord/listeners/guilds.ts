import type { GuildSnapshot } from '../../core/activity.ts';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { channelList } from '../channel-list.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import type { PersonInVoice } from '../people-in-voice.ts';
import type { Data, Listener, Moment } from './listener.ts';
import { meetVoiceChannel } from './meet-voice-channel.ts';
import { countOnline } from './presences.ts';

/** A guild tells all about itself: at the start, after an outage, when Census is invited, or in between. */
export const guildCreate: Listener<'GUILD_CREATE'> = {
  event: 'GUILD_CREATE',
  listen(guild, context, moment) {
    const { collector, guilds, observation, peopleInVoice, greet, flushSoon, catchUp, countsDevices } = context;
    const isNew = guilds.get(guild.id) === undefined;
    const facts = { id: guild.id, name: guild.name, afkChannelId: guild.afk_channel_id };
    collector.meetGuild(facts, moment.nowMs);
    const list = channelList([...guild.channels, ...guild.threads]);
    guilds.meetAllChannels(guild.id, list.facts);
    collector.listChannels(guild.id, list.withMessages);
    catchUp(guild.id, list.forumIds, observation.untilMs(moment.nowMs, guild.id));
    const inVoice = peopleInVoiceOf(guild);
    peopleInVoice.clear(guild.id);
    for (const { userId, ...presence } of inVoice) {
      meetVoiceChannel(guild.id, presence.channelId, context);
      peopleInVoice.note(guild.id, userId, presence);
    }
    collector.see(snapshotOf(guild, inVoice, moment), moment.mark);
    if (guilds.get(guild.id)?.wasGreeted === false) greet(guild.id);
    if (isNew) flushSoon(); // Coverage begins now, whatever happens to this process.
    return countsDevices ? countOnline(guild, context, moment) : undefined;
  },
};

export const guildUpdate: Listener<'GUILD_UPDATE'> = {
  event: 'GUILD_UPDATE',
  listen({ id, name, afk_channel_id: afkChannelId }, { collector, guilds }, { nowMs }) {
    if (guilds.get(id) !== undefined) collector.meetGuild({ id, name, afkChannelId }, nowMs);
  },
};

/** Discord has an outage in this guild (`unavailable`), or Census was removed from it. */
export const guildDelete: Listener<'GUILD_DELETE'> = {
  event: 'GUILD_DELETE',
  listen({ id, unavailable }, { collector, guilds, observation, peopleInVoice }, { nowMs }) {
    peopleInVoice.clear(id);
    if (guilds.get(id) !== undefined) collector.loseGuild(id, observation.untilMs(nowMs, id), unavailable !== true);
  },
};

function peopleInVoiceOf(guild: Data<'GUILD_CREATE'>): readonly (PersonInVoice & { readonly userId: Snowflake })[] {
  const members = new Map(guild.members.map((member) => [member.user.id, member]));
  return guild.voice_states.flatMap(({ user_id: userId, channel_id: channelId }) => {
    const member = members.get(userId);
    if (channelId === null || member?.user.bot === true) return [];
    return { userId, channelId, roleIds: member?.roles ?? [], joinedAtMs: joinedAtMsOf(member) };
  });
}

function snapshotOf(
  { id: guildId, member_count: members }: Data<'GUILD_CREATE'>,
  peopleInVoice: ReturnType<typeof peopleInVoiceOf>,
  { nowMs, knownUntilMs }: Moment,
): GuildSnapshot {
  const inVoice = peopleInVoice.map(({ userId, ...presence }) => ({ person: new Person(userId), ...presence }));
  return { guildId, members, inVoice, knownUntilMs, atMs: nowMs };
}
