import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import { hoursOfMonth } from '../../../core/time.ts';
import { type GuildMonthKey, segmentId } from '../segment-id.ts';

/** A column blob where it rests. */
export interface MonthBlob {
  readonly columns: Uint8Array;
  /** Puts another in its place. */
  replace(columns: Uint8Array): void;
}

/** So much is handed out before the event loop turns: read and perhaps written again, that takes about 10 ms. */
const sliceBytes = 64 * 1024;

/** Every column blob of a guild's month, one after the other, within a transaction of the caller's. */
export async function* monthBlobs(connection: Connection, month: GuildMonthKey): AsyncGenerator<MonthBlob> {
  const { from, to } = hoursOfMonth(month.month);
  const segments = { first: segmentId(month, from), end: segmentId(month, to) };
  let bytes = 0;
  for (const { table, where, order, place } of [
    { table: 'segment', where: 'id >= :first and id < :end', order: 'id', place: segments },
    { table: 'delta', where: 'guild_month = :guildMonth', order: 'hour, id', place: { guildMonth: month.id } },
  ]) {
    const list = connection.prepare<object, number>(`select id from ${table} where ${where} order by ${order}`).pluck();
    const read = connection.prepare<object, Uint8Array>(`select columns from ${table} where id = :id`).pluck();
    const replace = connection.prepare<object>(`update ${table} set columns = :columns where id = :id`);
    for (const id of list.all(place)) {
      const columns = read.get({ id });
      if (columns === undefined) throw new Error('counters went away while they were read');
      yield { columns, replace: (others) => void replace.run({ id, columns: others }) };
      bytes += columns.length;
      if (bytes < sliceBytes) continue;
      bytes = 0;
      await nextTurn();
    }
  }
}
