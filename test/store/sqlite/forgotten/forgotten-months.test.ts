import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../../src/columns/columns.ts';
import type { Counter } from '../../../../src/core/counter.ts';
import type { LaneStore } from '../../../../src/store/lane-store.ts';
import { april, fromTop, guildId, march, start } from '../../contract/store-under-test.ts';
import { noSummaries } from '../../no-summaries.ts';
import { found } from './bytes-found.ts';
import { SearchedStore } from './searched-store.ts';

describe('of a pruned month no byte is left', () => {
  let searched: SearchedStore;
  let directory: string;
  let store: LaneStore;

  beforeEach(async () => {
    searched = await SearchedStore.begin();
    ({ directory, store } = searched);
  });
  afterEach(() => searched.end());

  it('in its counters, in the roll-ups of its days, in their summaries and in the rows of its reports', {
    timeout: 60_000,
  }, async () => {
    const hours = Array.from({ length: 26 }, (_, hour) => start + hour);
    const deltas = hours.map((hour) => ({
      guildId,
      month: march,
      hours: { from: hour, to: hour + 1 },
      columns: encodeColumns(countersIn(hour)),
    }));
    await searched.commit({ deltas });
    await store.compact(start + 24);
    const raw = slicesOf(directory, ['part', 'day_rollup', 'day_summary', 'delta']);
    await store.beginRotation(march, april, fromTop());
    await store.forget();
    await store.openMonth(april);
    await store.noteSaltDestroyed(march, 1);
    await store.compact(start + 800);
    const rows = Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919 + (index >> 8)) % 251);
    expect(await store.putMonthRows(guildId, march, rows)).toBe(true);
    const closed = slicesOf(directory, ['part', 'day_rollup', 'day_summary', 'month_rows']);
    for (const table of ['part', 'day_rollup', 'day_summary', 'month_rows']) {
      expect(closed.filter((slice) => slice.table === table).length, table).toBeGreaterThan(0);
    }
    const all = [...raw, ...closed].map(({ bytes }) => bytes);
    expect(found(directory, all)).toBeGreaterThan(all.length / 2);

    await store.pruneMonth(guildId, { month: march, row: {} }, noSummaries);
    await store.forget();
    expect(found(directory, all)).toBe(0);
  });
});

/** Enough that a day is rolled up, and unlike those of other hours. */
function countersIn(hour: number): Counter[] {
  return [1, 2, 3].flatMap((channel) =>
    Array.from({ length: 60 }, (_, index): Counter => {
      const member = (hour * 40_503 + channel * 7919 + index * 131) % 65_536;
      return { hour, metric: 'msg', channel, member, amount: 1 + ((hour * 17 + index * index) % 3000) };
    }),
  );
}

interface BytesOfTable {
  readonly table: string;
  readonly bytes: Buffer;
}

/** Short pieces of the blobs of some tables; of each up to 8. */
function slicesOf(directory: string, tables: readonly string[]): BytesOfTable[] {
  const database = new Database(join(directory, 'census.db'), { readonly: true });
  try {
    return tables.flatMap((table) => {
      const blob = {
        part: 'columns',
        delta: 'columns',
        day_rollup: 'columns',
        day_summary: 'summary',
        month_rows: 'rows',
      }[table];
      const blobs = database.prepare<[], Buffer>(`select ${blob} from ${table}`).pluck().all();
      return blobs.flatMap((bytes) => {
        const step = Math.max(16, Math.floor(bytes.length / 8));
        return Array.from({ length: Math.floor((bytes.length - 24) / step) }, (_, index) => ({
          table,
          bytes: Buffer.from(bytes.subarray(8 + index * step, 24 + index * step)),
        }));
      });
    });
  } finally {
    database.close();
  }
}
