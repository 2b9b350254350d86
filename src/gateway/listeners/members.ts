import { Person } from '../../core/person.ts';
import type { Listener } from './listener.ts';
import { noteApp } from './presences.ts';

/** Counts a join at the time that Discord gives for it. */
export const guildMemberAdd: Listener<'GUILD_MEMBER_ADD'> = {
  event: 'GUILD_MEMBER_ADD',
  listen({ guild_id: guildId, user, joined_at: joinedAt }, context, timing) {
    const isApp = user.bot === true;
    if (isApp) noteApp(guildId, user.id, context, timing);
    const atMs = joinedAt ? Date.parse(joinedAt) : timing.nowMs;
    context.collector.record({ kind: 'join', guildId, person: new Person(user.id), isApp, atMs }, timing.sequence);
  },
};

/** Counts a leave, whether the member left, was kicked or was banned. */
export const guildMemberRemove: Listener<'GUILD_MEMBER_REMOVE'> = {
  event: 'GUILD_MEMBER_REMOVE',
  listen({ guild_id: guildId, user }, { collector, peopleInVoice }, { sequence, nowMs, stateValidUntilMs }) {
    const person = new Person(user.id);
    const isApp = user.bot === true;
    peopleInVoice.note(guildId, user.id, null);
    collector.record({ kind: 'part', guildId, person, isApp, stateValidUntilMs, atMs: nowMs }, sequence);
  },
};

/** Roles decide whether voice time is counted, from the moment they change. */
export const guildMemberUpdate: Listener<'GUILD_MEMBER_UPDATE'> = {
  event: 'GUILD_MEMBER_UPDATE',
  listen({ guild_id: guildId, user, roles }, { guilds, peopleInVoice }, timing) {
    if (user.bot === true || guilds.get(guildId) === undefined) return;
    peopleInVoice.changeRoles(guildId, user.id, roles, timing);
  },
};
