import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Month } from '../../core/time.ts';
import { prepared } from './access/prepared.ts';

/** The row of a lane. */
export interface LaneRow {
  readonly lane: number;
  readonly batch: number;
  readonly openMonth: Month | null;
  readonly rotation: { readonly month: Month; readonly next: Month } | null;
  readonly observedUntilMs: number | null;
}

export function readLane(connection: Connection, lane: number): LaneRow {
  const row = prepared<StoredLane>(connection, 'select * from lane where lane = :lane').get({ lane });
  if (row === undefined) throw new Error(`there is no lane ${lane}`);
  return laneOfRow(row);
}

/** All lanes, ascending. */
export function readLanes(connection: Connection): readonly LaneRow[] {
  return prepared<StoredLane>(connection, 'select * from lane order by lane').all({}).map(laneOfRow);
}

export function countLanes(connection: Connection): number {
  return prepared<number>(connection, 'select count(*) from lane').pluck().get({}) ?? 0;
}

/** An SQL condition: the guild of a row of `guild_month` is in the lane `:lane`. */
export const monthIsOfLane = '(select lane from guild where guild.key = guild_month.guild) = :lane';

/** @throws {Error} for a guild of another lane, which only the owner of that lane may change. */
export function refuseForeign(connection: Connection, lane: number, guildId: Snowflake): void {
  const ownLane = prepared<number>(connection, 'select lane from guild where id = :guildId').pluck().get({ guildId });
  if (ownLane !== undefined && ownLane !== lane) throw new Error(foreignGuild);
}

export const foreignGuild = 'the guild is in another lane';

interface StoredLane {
  readonly lane: number;
  readonly batch: number;
  readonly open_month: Month | null;
  readonly rotation_month: Month | null;
  readonly rotation_next: Month | null;
  readonly observed_until_ms: number | null;
}

function laneOfRow(row: StoredLane): LaneRow {
  const { rotation_month: month, rotation_next: next } = row;
  return {
    lane: row.lane,
    batch: row.batch,
    openMonth: row.open_month,
    rotation: month === null || next === null ? null : { month, next },
    observedUntilMs: row.observed_until_ms,
  };
}
