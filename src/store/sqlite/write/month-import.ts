import type { Database as Connection } from 'better-sqlite3';
import { columnsByHour, mergeColumns } from '../../../columns/columns.ts';
import { totalMetrics } from '../../../core/metric.ts';
import { isSnowflake, laneOf, type Snowflake } from '../../../core/snowflake.ts';
import type { Hour } from '../../../core/time.ts';
import type { ImportedMonth } from '../../records.ts';
import { deleteMonth } from '../forget/month-removal.ts';
import { countLanes, readLane } from '../lane-row.ts';
import { bitsOfMetrics } from '../metric-bits.ts';
import { segmentId } from '../segment-id.ts';
import type { BatchWriter } from './batch-writer.ts';
import { smallNeighbours } from './compaction.ts';
import { deleteTotals } from './month-totals.ts';
import { encodeTokens } from './stored-tokens.ts';

/** See `MonthStore.importMonth`. Must run inside the transaction of the caller, who owns `lane`. */
export async function importMonth(
  connection: Connection,
  batches: BatchWriter,
  lane: number,
  imported: ImportedMonth,
): Promise<boolean> {
  const { guild, channels, month, columns } = imported;
  const ownLane = laneOfGuild(connection, guild.id) ?? lane;
  const { openMonth } = readLane(connection, ownLane);
  if (openMonth !== null && month >= openMonth) throw new Error('cannot import a month that is not over');
  if (imported.isReplacement) await deleteImport(connection, imported);
  if (isKnown(connection, imported)) return false;

  batches.writeGuild(ownLane, guild, channels);
  markAnnounced(connection, imported);
  const id = addSealedMonth(connection, imported);
  const addSegment = connection.prepare<object>(
    'insert into segment (id, hours, columns) values (:id, :hours, :columns)',
  );
  for (const segment of segmentsOf(columns)) {
    addSegment.run({ id: segmentId({ id, month }, segment.from), hours: segment.hours, columns: segment.columns });
  }
  return true;
}

/** The lane of a known guild, or the lane that follows from the id; undefined if the id is not a snowflake. */
function laneOfGuild(connection: Connection, guildId: Snowflake): number | undefined {
  const known = connection
    .prepare<object, number>('select lane from guild where id = :guildId')
    .pluck()
    .get({ guildId });
  return known ?? (isSnowflake(guildId) ? laneOf(guildId, countLanes(connection)) : undefined);
}

/** Deletes what an earlier import wrote of the month, if Census did not count it itself. */
async function deleteImport(connection: Connection, { guild: { id: guildId }, month }: ImportedMonth): Promise<void> {
  const earlier = connection
    .prepare<object, { readonly id: number; readonly guild: number }>(
      `select guild_month.id, guild
         from guild_month join guild on guild.key = guild_month.guild
        where guild.id = :guildId and month = :month and imported_metrics is not null`,
    )
    .get({ guildId, month });
  if (earlier === undefined) return;
  deleteTotals(connection, earlier.guild, month, totalMetrics);
  await deleteMonth(connection, { id: earlier.id, month });
}

function isKnown(connection: Connection, { guild, month }: ImportedMonth): boolean {
  const known = connection.prepare<object>(
    `select month
       from (select guild, month from guild_month union all select guild, month from pruned_month)
      where guild = (select key from guild where id = :guildId) and month = :month`,
  );
  return known.get({ guildId: guild.id, month }) !== undefined;
}

/** Marks imported months as announced: the report channel gets no post about a month that ended long ago. */
function markAnnounced(connection: Connection, { guild, month }: ImportedMonth): void {
  connection
    .prepare<object>(
      `update guild
          set announced_month = :month, is_announcement_certain = 1
        where id = :guildId and (announced_month is null or announced_month < :month)`,
    )
    .run({ guildId: guild.id, month });
}

function addSealedMonth(connection: Connection, { guild, month, members, imported }: ImportedMonth): number {
  const sorted = members.toSorted((a, b) => a.number - b.number);
  const tokens = encodeTokens(
    Uint32Array.from(sorted, ({ number }) => number),
    Uint32Array.from(sorted, ({ token }) => token),
  );
  const { lastInsertRowid } = connection
    .prepare<object>(
      `insert into guild_month (guild, month, is_sealed, member_count, tokens,
                                imported_metrics, imported_from_ms, imported_to_ms)
       select key, :month, 1, :count, :tokens, :metrics, :fromMs, :toMs from guild where id = :guildId`,
    )
    .run({
      guildId: guild.id,
      month,
      count: members.length,
      tokens,
      metrics: bitsOfMetrics(imported.metrics),
      fromMs: imported.fromMs,
      toMs: imported.toMs,
    });
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

/** Splits columns into segments as compaction would. */
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
  if (first === undefined || last === undefined) throw new Error('expected at least one hour in a segment');
  const columns = mergeColumns(neighbours.map((hour) => hour.columns));
  return { from: first.from, hours: last.from + 1 - first.from, columns };
}
