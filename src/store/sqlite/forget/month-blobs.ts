import type { Database as Connection } from 'better-sqlite3';
import { nextTurn, Slice } from '../../../core/async/event-loop.ts';
import { type Hour, type HourRange, hoursOfMonth } from '../../../core/time.ts';
import { prepared } from '../access/prepared.ts';
import { type GuildMonthKey, hourOfPart, partIds, partIdsBeside } from '../month-places.ts';

/** A column blob with its row and hours. */
export interface MonthBlob {
  readonly table: 'part' | 'delta';
  readonly id: number;
  readonly hours: HourRange;
  readonly columns: Uint8Array;
}

/** Bytes per turn of the event loop. Reading and rewriting them takes about 10 ms. */
const sliceBytes = 64 * 1024;

/**
 * Yields the blobs of a guild's month. Each is read when it is yielded, so the caller may replace or delete it. Must
 * run inside the caller's transaction.
 */
export async function* blobsOfMonth(connection: Connection, month: GuildMonthKey): AsyncGenerator<MonthBlob> {
  const slice = new Slice(sliceBytes);
  for (const blob of eachBlob(connection, month)) {
    yield blob;
    if (slice.fills(blob.columns.length)) await nextTurn();
  }
}

/** Overwrites the columns of a blob's row. */
export function replaceBlob(connection: Connection, { table, id }: MonthBlob, columns: Uint8Array): void {
  prepared(connection, `update ${table} set columns = :columns where id = :id`).run({ id, columns });
}

/** Deletes a blob's row. The channels of a part then belong to one of its neighbours, so that no hole is left. */
export function removeBlob(connection: Connection, { table, id }: MonthBlob): void {
  if (table === 'part') giveChannelsAway(connection, id);
  prepared(connection, `delete from ${table} where id = :id`).run({ id });
}

function giveChannelsAway(connection: Connection, id: number): void {
  const beside = { id, ...partIdsBeside(id) };
  const { changes } = prepared(
    connection,
    `update part
        set end_channel = (select end_channel from part where id = :id)
      where id between :first and :last and end_channel = (select first_channel from part where id = :id)`,
  ).run(beside);
  if (changes > 0) return;
  prepared(
    connection,
    `update part
        set first_channel = (select first_channel from part where id = :id)
      where id between :first and :last and first_channel = (select end_channel from part where id = :id)`,
  ).run(beside);
}

function* eachBlob(connection: Connection, month: GuildMonthKey): Generator<MonthBlob> {
  const { from, to } = hoursOfMonth(month.month);
  const parts = prepared<number>(connection, 'select id from part where id between :first and :last order by id')
    .pluck()
    .all(partIds(month, from, to));
  const part = prepared<Stored>(connection, 'select null as hour, hours, columns from part where id = :id');
  for (const id of parts) yield blobOf('part', id, part.get({ id }), month);

  const deltas = prepared<number>(connection, 'select id from delta where guild_month = :id order by hour, id')
    .pluck()
    .all({ id: month.id });
  const delta = prepared<Stored>(connection, 'select hour, 1 as hours, columns from delta where id = :id');
  for (const id of deltas) yield blobOf('delta', id, delta.get({ id }), month);
}

/** `hour` is null for a part, whose first hour follows from its id. */
interface Stored {
  readonly hour: Hour | null;
  readonly hours: number;
  readonly columns: Uint8Array;
}

function blobOf(table: MonthBlob['table'], id: number, stored: Stored | undefined, month: GuildMonthKey): MonthBlob {
  if (stored === undefined) throw new Error('counters disappeared while they were read');
  const from = stored.hour ?? hourOfPart(month, id);
  return { table, id, hours: { from, to: from + stored.hours }, columns: stored.columns };
}
