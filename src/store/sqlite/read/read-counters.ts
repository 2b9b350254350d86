import type { Database as Connection } from 'better-sqlite3';
import { columnsWithin } from '../../../columns/columns.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Hour, type HourRange, hoursOfMonth, monthOfHour } from '../../../core/time.ts';
import type { CounterChunk } from '../../store-reader.ts';
import { prepared } from '../access/prepared.ts';
import { type GuildMonthKey, hourOfSegment, segmentId } from '../segment-id.ts';

/** See `StoreReader.readCounters`. `snapshot` must be one consistent snapshot. */
export function* countersWithin(snapshot: Connection, guildId: Snowflake, range: HourRange): Generator<CounterChunk> {
  if (range.from >= range.to) return;
  const months = prepared<GuildMonthKey>(
    snapshot,
    `select guild_month.id, month
         from guild_month join guild on guild.key = guild_month.guild
        where guild.id = :guildId and month between :first and :last
        order by month`,
  ).all({ guildId, first: monthOfHour(range.from), last: monthOfHour(range.to - 1) });
  for (const month of months) yield* chunksOfMonth(snapshot, month, overlap(hoursOfMonth(month.month), range));
}

/** Segments never overlap, and a delta has one hour. So a chunk is one segment, one hour's deltas, or both together. */
function* chunksOfMonth(snapshot: Connection, month: GuildMonthKey, range: HourRange): Generator<CounterChunk> {
  let chunk:
    | { readonly hours: HourRange; readonly blobs: Uint8Array[]; readonly hoursOfBlobs: HourRange[] }
    | undefined;
  for (const { hours, columns } of inOrder(segmentsOf(snapshot, month, range), deltasOf(snapshot, month, range))) {
    if (chunk !== undefined && hours.from < chunk.hours.to) {
      chunk.blobs.push(columns);
      chunk.hoursOfBlobs.push(hours);
      continue;
    }
    if (chunk !== undefined) yield chunk;
    chunk = { hours, blobs: [columns], hoursOfBlobs: [hours] };
  }
  if (chunk !== undefined) yield chunk;
}

interface Stored {
  readonly hours: HourRange;
  readonly columns: Uint8Array;
}

/** Merges both streams, ascending by first hour. For equal hours the segment comes first, because it is older. */
function* inOrder(segments: Generator<Stored>, deltas: Generator<Stored>): Generator<Stored> {
  try {
    let segment = segments.next();
    let delta = deltas.next();
    for (;;) {
      if (!segment.done && (delta.done || segment.value.hours.from <= delta.value.hours.from)) {
        yield segment.value;
        segment = segments.next();
      } else if (!delta.done) {
        yield delta.value;
        delta = deltas.next();
      } else return;
    }
  } finally {
    // An unfinished statement would prevent the snapshot from being closed.
    segments.return(undefined);
    deltas.return(undefined);
  }
}

/** The segments of a range, cut at its ends. */
function* segmentsOf(snapshot: Connection, month: GuildMonthKey, range: HourRange): Generator<Stored> {
  const first = prepared<number | null>(snapshot, 'select max(id) from segment where id between :monthStart and :start')
    .pluck()
    .get({ monthStart: segmentId(month, hoursOfMonth(month.month).from), start: segmentId(month, range.from) });
  const rows = prepared<{ readonly id: number; readonly hours: number; readonly columns: Uint8Array }>(
    snapshot,
    'select id, hours, columns from segment where id >= :first and id < :to order by id',
  ).iterate({ first: first ?? segmentId(month, range.from), to: segmentId(month, range.to) });
  for (const row of rows) {
    const from = hourOfSegment(month, row.id);
    const whole = { from, to: from + row.hours };
    const hours = overlap(whole, range);
    if (hours.from >= hours.to) continue; // The segment before the range may also end before it.
    const isCut = hours.from > whole.from || hours.to < whole.to;
    yield { hours, columns: isCut ? cut(row.columns, hours) : row.columns };
  }
}

/** An unreadable blob is returned whole. The consumer detects it and can still read the others. */
function cut(columns: Uint8Array, hours: HourRange): Uint8Array {
  try {
    return columnsWithin(columns, hours);
  } catch (error) {
    if (error instanceof CorruptColumns) return columns;
    throw error;
  }
}

function* deltasOf(snapshot: Connection, month: GuildMonthKey, range: HourRange): Generator<Stored> {
  const rows = prepared<{ readonly hour: Hour; readonly columns: Uint8Array }>(
    snapshot,
    `select hour, columns
         from delta
        where guild_month = :guildMonth and hour >= :from and hour < :to
        order by hour, id`,
  ).iterate({ guildMonth: month.id, ...range });
  for (const { hour, columns } of rows) yield { hours: { from: hour, to: hour + 1 }, columns };
}

function overlap(a: HourRange, b: HourRange): HourRange {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}
