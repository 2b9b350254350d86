import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Hour, hoursOfMonth, type Month } from '../../../core/time.ts';
import type { ClosedHours } from '../../store-reader.ts';
import { prepared } from '../access/prepared.ts';

/** See `StoreReader.closedHours`. Late deltas of closed days wait in `delta`, and belong to the counters. */
export function closedHoursOf(connection: Connection, guildId: Snowflake, month: Month): ClosedHours | null {
  const row = prepared<{ readonly closedUntil: Hour | null; readonly waiting: Hour | null; readonly reopened: number }>(
    connection,
    `select closed_until as closedUntil, reopened,
            (select min(hour) from delta where delta.guild_month = guild_month.id) as waiting
       from guild_month
      where guild = (select key from guild where id = :guildId) and month = :month`,
  ).get({ guildId, month });
  if (row === undefined) return null;
  const end = hoursOfMonth(month).to;
  return { until: Math.min(row.closedUntil ?? end, row.waiting ?? end), reopened: row.reopened };
}
