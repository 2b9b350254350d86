import type { APIUser } from '@discordjs/core';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Listener, ListenerContext, Moment } from './listener.ts';
import { noteApp } from './presences.ts';

/** Counts a join at the instant that Discord gives for it. */
export const guildMemberAdd: Listener<'GUILD_MEMBER_ADD'> = {
  event: 'GUILD_MEMBER_ADD',
  listen({ guild_id: guildId, user, joined_at: joinedAt }, context, moment) {
    if (isApp(user)) {
      noteApp(guildId, user.id, context, moment);
      return changeHeadcount(guildId, 1, context, moment);
    }
    const atMs = joinedAt ? Date.parse(joinedAt) : moment.nowMs;
    context.collector.record({ kind: 'join', guildId, person: new Person(user.id), atMs }, moment.mark);
  },
};

/** Counts a part, by whatever way it came about. */
export const guildMemberRemove: Listener<'GUILD_MEMBER_REMOVE'> = {
  event: 'GUILD_MEMBER_REMOVE',
  listen({ guild_id: guildId, user }, context, moment) {
    if (isApp(user)) return changeHeadcount(guildId, -1, context, moment);
    const { mark, nowMs, knownUntilMs } = moment;
    const person = new Person(user.id);
    context.peopleInVoice.note(guildId, user.id, null);
    context.collector.record({ kind: 'part', guildId, person, knownUntilMs, atMs: nowMs }, mark);
  },
};

/** Roles decide whether time in voice is counted, from the instant at which they change. */
export const guildMemberUpdate: Listener<'GUILD_MEMBER_UPDATE'> = {
  event: 'GUILD_MEMBER_UPDATE',
  listen({ guild_id: guildId, user, roles }, { guilds, peopleInVoice }, moment) {
    if (!isApp(user) && guilds.get(guildId) !== undefined) peopleInVoice.tellRoles(guildId, user.id, roles, moment);
  },
};

/** Apps are among a guild's members, but their coming and going is not counted. */
function isApp(user: APIUser): boolean {
  return user.bot === true;
}

function changeHeadcount(
  guildId: Snowflake,
  change: 1 | -1,
  { collector, guilds }: ListenerContext,
  { mark, nowMs }: Moment,
): void {
  if (guilds.get(guildId) === undefined) return;
  collector.record({ kind: 'headcount', guildId, change, atMs: nowMs }, mark);
}
