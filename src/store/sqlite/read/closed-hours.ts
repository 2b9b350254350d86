import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Hour, hoursOfMonth, type Month } from '../../../core/time.ts';
import type { ClosedHours } from '../../store-reader.ts';
import { prepared } from '../access/prepared.ts';

/** See `StoreReader.closedHours`. Late deltas of closed days wait in `delta`, and belong to the counters. */
export function closedHoursOf(connection: Connection, guildId: Snowflake, month: Month): ClosedHours | null {
  const row = prepared<ClosedHoursRow>(
    connection,
    `select ${closedHoursColumns}
       from guild_month
      where guild = (select key from guild where id = :guildId) and month = :month`,
  ).get({ guildId, month });
  return row === undefined ? null : closedHoursOfRow(month, row);
}

/** SQL for the columns of a {@link ClosedHoursRow}, from `guild_month`. */
export const closedHoursColumns = `
  closed_until as closedUntil,
  reopened,
  (select min(hour) from delta where delta.guild_month = guild_month.id) as waiting`;

export interface ClosedHoursRow {
  readonly closedUntil: Hour | null;
  readonly reopened: number;
  readonly waiting: Hour | null;
}

export function closedHoursOfRow(month: Month, { closedUntil, reopened, waiting }: ClosedHoursRow): ClosedHours {
  const end = hoursOfMonth(month).to;
  return { until: Math.min(closedUntil ?? end, waiting ?? end), reopened };
}
