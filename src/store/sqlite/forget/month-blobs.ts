import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import { type Hour, type HourRange, hoursOfMonth } from '../../../core/time.ts';
import { prepared } from '../access/prepared.ts';
import { type GuildMonthKey, hourOfSegment, segmentId } from '../segment-id.ts';

/** A blob of counters, where it lies, and of which hours it is. */
export interface MonthBlob {
  readonly table: 'segment' | 'delta';
  readonly id: number;
  readonly hours: HourRange;
  readonly columns: Uint8Array;
}

/** So much is given before the event loop turns; to look through it, and perhaps to write it again, takes about 10 ms. */
const sliceBytes = 96 * 1024;

/**
 * The blobs of a guild's month, one after the other, each read when it is asked for: who gets one may replace or delete
 * it. Within a transaction of the caller's.
 */
export async function* blobsOfMonth(connection: Connection, month: GuildMonthKey): AsyncGenerator<MonthBlob> {
  let bytes = 0;
  for (const blob of eachBlob(connection, month)) {
    yield blob;
    bytes += blob.columns.length;
    if (bytes < sliceBytes) continue;
    bytes = 0;
    await nextTurn();
  }
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

/** Of a segment the first hour is known by its id. */
interface Stored {
  readonly hour: Hour | null;
  readonly hours: number;
  readonly columns: Uint8Array;
}

function blobOf(table: MonthBlob['table'], id: number, stored: Stored | undefined, month: GuildMonthKey): MonthBlob {
  if (stored === undefined) throw new Error('counters went away while they were read');
  const from = stored.hour ?? hourOfSegment(month, id);
  return { table, id, hours: { from, to: from + stored.hours }, columns: stored.columns };
}
