import type { Database as Connection } from 'better-sqlite3';
import { columnsByHour, mergeColumns } from '../../../columns/columns.ts';
import { inSlices, nextTurn } from '../../../core/async/event-loop.ts';
import { totalMetrics } from '../../../core/metric.ts';
import { isSnowflake, laneOf, type Snowflake } from '../../../core/snowflake.ts';
import { type Day, dayOfHour, type Hour, hoursOfMonth } from '../../../core/time.ts';
import { monthOfTotal } from '../../../core/total.ts';
import type { ImportedMonth } from '../../records.ts';
import { deleteMonth } from '../forget/month-removal.ts';
import { countLanes, readLane } from '../lane-row.ts';
import { bitsOfMetrics } from '../metric-bits.ts';
import type { BatchWriter } from './batch-writer.ts';
import { deleteTotals } from './month-totals.ts';
import { addPart } from './stored-parts.ts';
import { encodeTokens } from './stored-tokens.ts';
import type { TotalWriter } from './total-writer.ts';

/** What writes the rows that are not the month's own. */
export interface ImportWriters {
  readonly batches: BatchWriter;
  readonly totals: TotalWriter;
}

/** See `MonthStore.importMonth`. Must run inside the transaction of the caller, who owns `lane`. */
export async function importMonth(
  connection: Connection,
  { batches, totals }: ImportWriters,
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
  for (const blob of columns) {
    for (const hours of neighboursOf(columnsByHour(blob))) addPart(connection, { id, month }, merged(hours));
    await nextTurn();
  }
  await addTotals(connection, totals, imported);
  return true;
}

async function addTotals(connection: Connection, writer: TotalWriter, { guild, month, totals }: ImportedMonth) {
  const key = connection.prepare<object, number>('select key from guild where id = :id').pluck().get({ id: guild.id });
  if (key === undefined) throw new Error('the guild of an imported month is not written');
  await inSlices(totals, totalsPerTurn, (total) => {
    if (total.guildId !== guild.id || monthOfTotal(total) !== month) {
      throw new RangeError('a total is of another guild or month');
    }
    writer.fold(key, total);
  });
}

/** A few milliseconds of work. */
const totalsPerTurn = 500;

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
      `insert into post (guild, kind, until, is_certain, tried_at_ms, missed)
       select key, 'month', :until, 1, 0, '[]'
         from guild
        where id = :guildId
           on conflict (guild, kind) do update
          set until = excluded.until, is_certain = 1
        where post.until < excluded.until`,
    )
    .run({ guildId: guild.id, until: hoursOfMonth(month).to });
}

function addSealedMonth(connection: Connection, { guild, month, members, imported }: ImportedMonth): number {
  const sorted = members.toSorted((a, b) => a.number - b.number);
  const tokens = encodeTokens(
    Uint32Array.from(sorted, ({ number }) => number),
    Uint32Array.from(sorted, ({ token }) => token),
  );
  const { lastInsertRowid } = connection
    .prepare<object>(
      `insert into guild_month (guild, month, is_sealed, member_count, tokens, closed_until,
                                imported_metrics, imported_from_ms, imported_to_ms)
       select key, :month, 1, :count, :tokens, :closedUntil, :metrics, :fromMs, :toMs from guild where id = :guildId`,
    )
    .run({
      guildId: guild.id,
      month,
      count: members.length,
      tokens,
      closedUntil: hoursOfMonth(month).from,
      metrics: bitsOfMetrics(imported.metrics),
      fromMs: imported.fromMs,
      toMs: imported.toMs,
    });
  return Number(lastInsertRowid);
}

/** The counters of one hour. */
interface CountedHour {
  readonly hour: Hour;
  readonly columns: Uint8Array;
}

/** A part until its day is closed. A row can so be read in a few milliseconds. */
const partBytes = 64 * 1024;

/** Groups the hours of each day into neighbours that are small enough for one part. */
function neighboursOf(hours: readonly CountedHour[]): readonly (readonly CountedHour[])[] {
  const groups: CountedHour[][] = [];
  let bytes = 0;
  let day: Day | null = null;
  for (const counted of hours) {
    if (dayOfHour(counted.hour) !== day || bytes + counted.columns.length > partBytes) {
      groups.push([]);
      bytes = 0;
      day = dayOfHour(counted.hour);
    }
    groups.at(-1)?.push(counted);
    bytes += counted.columns.length;
  }
  return groups;
}

function merged(neighbours: readonly CountedHour[]) {
  const [first, last] = [neighbours.at(0), neighbours.at(-1)];
  if (first === undefined || last === undefined) throw new Error('expected at least one hour in a part');
  const columns = mergeColumns(neighbours.map((hour) => hour.columns));
  return { from: first.hour, hours: last.hour + 1 - first.hour, columns };
}
