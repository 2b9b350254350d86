import { setImmediate as nextTurn } from 'node:timers/promises';
import { ColumnCursor } from '../core/column-cursor.ts';
import { CounterList } from '../core/counter-list.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Day, dayOfHour, type HourRange } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import { readAround } from './readable-counters.ts';

/**
 * How many joined a guild on each day of a range, as far as that can be read; a day on which nobody did is missing. Holds
 * nobody up for long.
 */
export async function joinsByDay(
  store: Pick<Store, 'pieces'>,
  guildId: Snowflake,
  range: HourRange,
): Promise<ReadonlyMap<Day, number>> {
  const { found } = await readAround(store, (source) => joinsIn(source, guildId, range));
  return found;
}

async function joinsIn(
  store: Pick<Store, 'pieces'>,
  guildId: Snowflake,
  range: HourRange,
): Promise<ReadonlyMap<Day, number>> {
  const joins = new Map<Day, number>();
  let bytes = 0;
  for await (const { blobs } of store.pieces(guildId, range)) {
    for (const blob of blobs) {
      addJoins(blob, joins);
      bytes += blob.length;
    }
    if (bytes < sliceBytes) continue;
    bytes = 0;
    await nextTurn();
  }
  return joins;
}

/** So much is read before the event loop turns; that takes a few milliseconds. */
const sliceBytes = 1024 * 1024;

/** Joins have no member, so those of several blobs need not be merged to be added up. */
function addJoins(blob: Uint8Array, joins: Map<Day, number>): void {
  const cursor = new ColumnCursor(blob);
  const list = new CounterList();
  while (cursor.next()) {
    if (cursor.event !== 'join') {
      cursor.skipGroup();
      continue;
    }
    list.clear();
    cursor.decode(list);
    const day = dayOfHour(cursor.hour);
    joins.set(day, (joins.get(day) ?? 0) + (list.amounts[0] as number));
  }
}
