import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { GuildMonthKey } from '../month-places.ts';
import { deleteMonth } from './month-removal.ts';
import { rewriteTable } from './rewrite-table.ts';

/**
 * Deletes everything about a guild. Must run inside the caller's transaction. Rows about individual people are gone
 * from the file after the scrub. Copies of other rows may remain in the unused part of a page shared with other guilds
 * (measured: 0 or 1 of 300 channel names). Only `vacuum` would remove them, but it copies the whole database and blocks
 * all writing.
 */
export async function deleteGuild(connection: Connection, guildId: Snowflake): Promise<void> {
  const key = connection.prepare<object, number>('select key from guild where id = :guildId').pluck().get({ guildId });
  if (key === undefined) return;
  const months = connection
    .prepare<object, GuildMonthKey>('select id, month from guild_month where guild = :key')
    .all({ key });
  for (const month of months) await deleteMonth(connection, month);
  for (const deletion of deletions) connection.prepare<object>(deletion).run({ key });
  for (const table of tables) await rewriteTable(connection, table);
}

/** The tables about individual people in the open month, and the one with names that moderators wrote. */
const tables = ['member', 'voice_session', 'message_position', 'thread', 'trial_member', 'event'] as const;

const deletions = [
  'delete from pruned_month where guild = :key',
  'delete from total where guild = :key',
  'delete from message_position where guild = :key',
  'delete from thread where guild = :key',
  'delete from channel where guild = :key',
  'delete from voice_session where guild = :key',
  'delete from gap where guild = :key',
  'delete from post where guild = :key',
  'delete from event where guild = :key',
  'delete from guild where key = :key',
];
