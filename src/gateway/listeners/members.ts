import { firstDaysMs } from '../../core/membership/newcomer.ts';
import { Person } from '../../core/person.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import type { Listener } from './listener.ts';
import { noteApp } from './presences.ts';

/** Counts a join at the time that Discord gives for it. */
export const guildMemberAdd: Listener<'GUILD_MEMBER_ADD'> = {
  event: 'GUILD_MEMBER_ADD',
  listen({ guild_id: guildId, user, joined_at: joinedAt, pending: isPending = false }, context, timing) {
    const isApp = user.bot === true;
    const person = new Person(user.id);
    if (isApp) noteApp(guildId, user.id, context, timing);
    const atMs = joinedAt ? Date.parse(joinedAt) : timing.nowMs;
    context.collector.record({ kind: 'join', guildId, person, isApp, isPending, atMs }, timing.sequence);
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

/** Roles decide from now on whether voice time is counted. A newcomer who is no longer pending has passed the screening. */
export const guildMemberUpdate: Listener<'GUILD_MEMBER_UPDATE'> = {
  event: 'GUILD_MEMBER_UPDATE',
  listen(member, { collector, guilds, peopleInVoice }, timing) {
    const { guild_id: guildId, user, roles, pending: isPending } = member;
    if (user.bot === true || guilds.get(guildId) === undefined) return;
    peopleInVoice.changeRoles(guildId, user.id, roles, timing);
    const joinedAtMs = joinedAtMsOf(member);
    const { nowMs: atMs, sequence } = timing;
    if (isPending !== false || joinedAtMs === null || atMs >= joinedAtMs + firstDaysMs) return;
    collector.record({ kind: 'passed', guildId, person: new Person(user.id), atMs }, sequence);
  },
};
