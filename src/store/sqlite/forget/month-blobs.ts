import type { Database as Connection } from 'better-sqlite3';
import { nextTurn, Slice } from '../../../core/async/event-loop.ts';
import { type Hour, type HourRange, hoursOfMonth } from '../../../core/time.ts';
import { prepared } from '../access/prepared.ts';
import { type GuildMonthKey, hourOfSegment, segmentId } from '../segment-id.ts';

/** A blob of counters with its row and its hours. */
export interface MonthBlob {
  readonly table: 'segment' | 'delta';
  readonly id: number;
  readonly hours: HourRange;
  readonly columns: Uint8Array;
}

/** After this many bytes the event loop gets a turn. To read them, and perhaps to write them again, takes about 10 ms. */
const sliceBytes = 64 * 1024;

/**
 * Yields the blobs of a guild's month. Each is read when it is asked for, so the caller may replace or delete it. Must run
 * inside the caller's transaction.
 */
export async function* blobsOfMonth(connection: Connection, month: GuildMonthKey): AsyncGenerator<MonthBlob> {
  const slice = new Slice(sliceBytes);
  for (const blob of eachBlob(connection, month)) {
    yield blob;
    if (slice.fills(blob.columns.length)) await nextTurn();
  }
}

/** Puts other counters in the place of a blob's. */
export function replaceBlob(connection: Connection, { table, id }: MonthBlob, columns: Uint8Array): void {
  prepared(connection, `update ${table} set columns = :columns where id = :id`).run({ id, columns });
}

export function removeBlob(connection: Connection, { table, id }: MonthBlob): void {
  prepared(connection, `delete from ${table} where id = :id`).run({ id });
}

function* eachBlob(connection: Connection, month: GuildMonthKey): Generator<MonthBlob> {
  const { from, to } = hoursOfMonth(month.month);
  const segments = prepared<number>(connection, 'select id from segment where id >= :first and id < :end order by id')
    .pluck()
    .all({ first: segmentId(month, from), end: segmentId(month, to) });
  const segment = prepared<Stored>(connection, 'select null as hour, hours, columns from segment where id = :id');
  for (const id of segments) yield blobOf('segment', id, segment.get({ id }), month);

  const deltas = prepared<number>(connection, 'select id from delta where guild_month = :id order by hour, id')
    .pluck()
    .all({ id: month.id });
  const delta = prepared<Stored>(connection, 'select hour, 1 as hours, columns from delta where id = :id');
  for (const id of deltas) yield blobOf('delta', id, delta.get({ id }), month);
}

/** `hour` is null for a segment: its id says its first hour. */
interface Stored {
  readonly hour: Hour | null;
  readonly hours: number;
  readonly columns: Uint8Array;
}

function blobOf(table: MonthBlob['table'], id: number, stored: Stored | undefined, month: GuildMonthKey): MonthBlob {
  if (stored === undefined) throw new Error('counters disappeared while they were read');
  const from = stored.hour ?? hourOfSegment(month, id);
  return { table, id, hours: { from, to: from + stored.hours }, columns: stored.columns };
}
