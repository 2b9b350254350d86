import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../core/snowflake.ts';
import { hoursOfMonth } from '../core/time.ts';
import { type GuildMonthKey, segmentId } from './segment-id.ts';

/** So many rows are deleted before the event loop turns. */
const sliceRows = 50;

/**
 * Deletes all that is known of a guild, within a transaction of the caller's. What remains after the scrub, now and then,
 * is a copy of a single row in the unused part of a page that rows of other guilds share (measured: 0 to 4 of 1,200 tokens,
 * 0 or 1 of 300 channel names). Only a vacuum would remove it, which copies the whole database and holds everything up;
 * tokens are gone at the latest with the month, when their table is cleared as a whole.
 */
export async function deleteGuild(connection: Connection, guildId: Snowflake): Promise<void> {
  const key = connection.prepare<object, number>('select key from guild where id = :guildId').pluck().get({ guildId });
  if (key === undefined) return;
  const months = connection
    .prepare<object, GuildMonthKey>('select id, month from guild_month where guild = :key')
    .all({ key });
  for (const month of months) await deleteMonth(connection, month);
  for (const deletion of deletionsOfGuild) connection.prepare<object>(deletion).run({ key });
}

const deletionsOfGuild = [
  'delete from guild_month where guild = :key',
  'delete from channel where guild = :key',
  'delete from voice_session where guild = :key',
  'delete from gap where guild = :key',
  'delete from guild where key = :key',
];

async function deleteMonth(connection: Connection, month: GuildMonthKey): Promise<void> {
  const { from, to } = hoursOfMonth(month.month);
  const parameters = { guildMonth: month.id, first: segmentId(month, from), end: segmentId(month, to), sliceRows };
  for (const deletion of deletionsOfMonth) {
    const statement = connection.prepare<object>(deletion);
    while (statement.run(parameters).changes > 0) await nextTurn();
  }
}

const deletionsOfMonth = [
  `delete from segment
    where id in (select id from segment where id >= :first and id < :end order by id limit :sliceRows)`,
  'delete from delta where id in (select id from delta where guild_month = :guildMonth limit :sliceRows)',
  `delete from member
    where guild_month = :guildMonth
      and number in (select number from member where guild_month = :guildMonth order by number limit 20 * :sliceRows)`,
];
