import { AuditLogEvent } from '@discordjs/core';
import { Person } from '../../core/person.ts';
import { fits } from '../../core/shape.ts';
import { timeOfSnowflake } from '../../core/snowflake.ts';
import { auditChange, snowflake } from '../discord-shapes.ts';
import type { Data } from '../dispatch-shapes.ts';
import type { Listener } from './listener.ts';

/** Counts a ban. Discord sends bans to bots with the permission View Audit Log or Ban Members. */
export const guildBanAdd: Listener<'GUILD_BAN_ADD'> = {
  event: 'GUILD_BAN_ADD',
  listen({ guild_id: guildId, user }, { collector }, { sequence, nowMs }) {
    if (user.bot === true) return;
    const person = new Person(user.id);
    collector.record({ kind: 'event', metric: 'removal', key: 'ban', guildId, person, atMs: nowMs }, sequence);
  },
};

/** Counts kicks and timeouts. Discord sends audit log entries to bots with the permission View Audit Log. */
export const guildAuditLogEntryCreate: Listener<'GUILD_AUDIT_LOG_ENTRY_CREATE'> = {
  event: 'GUILD_AUDIT_LOG_ENTRY_CREATE',
  listen(entry, { collector, guildCache }, { sequence }) {
    const { guild_id: guildId, target_id: userId } = entry;
    const key = wayOf(entry);
    if (key === null || !fits(snowflake, userId) || guildCache.isKnownApp(guildId, userId)) return;
    const person = new Person(userId);
    const atMs = timeOfSnowflake(entry.id);
    collector.record({ kind: 'event', metric: 'removal', key, guildId, person, atMs }, sequence);
  },
};

function wayOf({ id, action_type: action, changes }: Data<'GUILD_AUDIT_LOG_ENTRY_CREATE'>): 'kick' | 'timeout' | null {
  if (action === AuditLogEvent.MemberKick) return 'kick';
  if (action !== AuditLogEvent.MemberUpdate || !Array.isArray(changes)) return null;
  return changes.some((change) => isTimeout(change, timeOfSnowflake(id))) ? 'timeout' : null;
}

/** Whether a change times a member out at `atMs`. A change that ends a timeout has no end, or one in the past. */
function isTimeout(change: unknown, atMs: number): boolean {
  if (!fits(auditChange, change) || change.key !== 'communication_disabled_until') return false;
  return typeof change.new_value === 'string' && Date.parse(change.new_value) > atMs;
}
