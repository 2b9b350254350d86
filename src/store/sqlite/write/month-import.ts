import type { Database as Connection } from 'better-sqlite3';
import { columnsByHour, mergeColumns } from '../../../columns/columns.ts';
import { isSnowflake, laneOf, type Snowflake } from '../../../core/snowflake.ts';
import type { Hour } from '../../../core/time.ts';
import type { ImportedMonth } from '../../imported-month.ts';
import { countLanes, readLane } from '../lane-row.ts';
import { segmentId } from '../segment-id.ts';
import type { BatchWriter } from './batch-writer.ts';
import { smallNeighbours } from './compaction.ts';
import { encodeTokens } from './stored-tokens.ts';

/** See `MonthStore.importMonth`. Within a transaction of the caller's, who is the owner of `lane`. */
export function importMonth(
  connection: Connection,
  batches: BatchWriter,
  lane: number,
  imported: ImportedMonth,
): boolean {
  const { guild, channels, month, columns } = imported;
  const itsLane = laneOfGuild(connection, guild.id) ?? lane;
  const { openMonth } = readLane(connection, itsLane);
  if (openMonth !== null && month >= openMonth) throw new Error('a month to be imported is not over');
  if (isKnown(connection, imported)) return false;

  batches.writeGuild(itsLane, guild, channels);
  noteAsTold(connection, imported);
  const id = addSealedMonth(connection, imported);
  const addSegment = connection.prepare<object>(
    'insert into segment (id, hours, columns) values (:id, :hours, :columns)',
  );
  for (const segment of segmentsOf(columns)) {
    addSegment.run({ id: segmentId({ id, month }, segment.from), hours: segment.hours, columns: segment.columns });
  }
  return true;
}

/** Of one that is not known, the lane that its id says; undefined where that says none. */
function laneOfGuild(connection: Connection, guildId: Snowflake): number | undefined {
  const known = connection
    .prepare<object, number>('select lane from guild where id = :guildId')
    .pluck()
    .get({ guildId });
  return known ?? (isSnowflake(guildId) ? laneOf(guildId, countLanes(connection)) : undefined);
}

function isKnown(connection: Connection, { guild, month }: ImportedMonth): boolean {
  const known = connection.prepare<object>(
    `select month
       from (select guild, month from guild_month union all select guild, month from pruned_month)
      where guild = (select key from guild where id = :guildId) and month = :month`,
  );
  return known.get({ guildId: guild.id, month }) !== undefined;
}

/** A person who brings history in knows of it: the report channel is not told of a month that is sealed only now. */
function noteAsTold(connection: Connection, { guild, month }: ImportedMonth): void {
  connection
    .prepare<object>(
      `update guild
          set announced_month = :month, is_announcement_certain = 1
        where id = :guildId and (announced_month is null or announced_month < :month)`,
    )
    .run({ guildId: guild.id, month });
}

function addSealedMonth(connection: Connection, { guild, month, members }: ImportedMonth): number {
  const sorted = members.toSorted((a, b) => a.number - b.number);
  const tokens = encodeTokens(
    Uint32Array.from(sorted, ({ number }) => number),
    Uint32Array.from(sorted, ({ token }) => token),
  );
  const { lastInsertRowid } = connection
    .prepare<object>(
      `insert into guild_month (guild, month, is_sealed, is_imported, member_count, tokens)
       select key, :month, 1, 1, :count, :tokens from guild where id = :guildId`,
    )
    .run({ guildId: guild.id, month, count: members.length, tokens });
  return Number(lastInsertRowid);
}

/** The counters of one hour. */
interface CountedHour {
  readonly from: Hour;
  readonly columns: Uint8Array;
  readonly bytes: number;
}

interface Segment {
  readonly from: Hour;
  readonly hours: number;
  readonly columns: Uint8Array;
}

/** As the compaction leaves a month that is over. */
function segmentsOf(columns: Uint8Array): Segment[] {
  const days = new Map<number, CountedHour[]>();
  for (const { hour, columns: ofHour } of columnsByHour(columns)) {
    const day = Math.floor(hour / 24);
    const hours = days.get(day) ?? [];
    days.set(day, hours);
    hours.push({ from: hour, columns: ofHour, bytes: ofHour.length });
  }
  return [...days.values()].flatMap((hours) => smallNeighbours(hours).map(merged));
}

function merged(neighbours: readonly CountedHour[]): Segment {
  const [first, last] = [neighbours.at(0), neighbours.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a segment has at least one hour');
  const columns = mergeColumns(neighbours.map((hour) => hour.columns));
  return { from: first.from, hours: last.from + 1 - first.from, columns };
}
