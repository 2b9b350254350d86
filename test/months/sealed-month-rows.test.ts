import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { encodeColumns } from '../../src/columns/columns.ts';
import { decodeMonthRows } from '../../src/columns/day/month-rows.ts';
import type { Counter } from '../../src/core/counter.ts';
import { hoursOfMonth } from '../../src/core/time.ts';
import { SealedMonthRows } from '../../src/months/sealed-month-rows.ts';
import { guildId, withStore } from '../query/a-store.ts';
import { aGuild } from '../store/a-batch.ts';
import { closeMonth } from '../store/contract/store-under-test.ts';
import { wholeImport } from '../store/whole-import.ts';

const march = 2018 * 12 + 2;
const { from, to } = hoursOfMonth(march);
const { signal } = new AbortController();

const counters: Counter[] = [
  { hour: from, metric: 'msg', channel: 1, member: 1, amount: 3 },
  { hour: from + 30, metric: 'msg', channel: 2, member: 2, amount: 5 },
  { hour: from + 30, metric: 'voice', channel: 2, member: 2, amount: 1999 },
];

it('a month has rows once it is sealed and its days are closed, and an imported one too', async () => {
  await withStore({ batches: [counters], openMonth: march }, async (store) => {
    const job = new SealedMonthRows({ store, signal });
    await store.compact(to);
    await job.run();
    expect(await store.monthRows(guildId, march)).toBe(null);
    await closeMonth(store, march);
    await store.importMonth({
      ...wholeImport(march - 1),
      guild: aGuild(guildId),
      channels: [],
      month: march - 1,
      members: [{ number: 1, token: 0xa000_0000 }],
      columns: [encodeColumns([{ hour: from - 1, metric: 'msg', channel: 1, member: 1, amount: 7 }])],
    });
    await job.run();
    const rows = await store.monthRows(guildId, march);
    expect(rows && decodeMonthRows(march, rows)).toMatchObject({
      full: { messages: { users: 2, total: 8, squares: 34n }, voice: { users: 1, total: 1, squares: 1n } },
    });
    expect(await store.monthRows(guildId, march - 1)).toBe(null);
    await store.compact(to + 24);
    await job.run();
    expect(await store.monthRows(guildId, march - 1)).not.toBe(null);
  });
});

it('a stopped run is continued by the next one', async () => {
  await withStore({ batches: [counters], openMonth: march }, async (store) => {
    await store.compact(to);
    await closeMonth(store, march);
    await new SealedMonthRows({ store, signal: AbortSignal.abort() }).run();
    expect(await store.monthRows(guildId, march)).toBe(null);
    await new SealedMonthRows({ store, signal }).run();
    expect(await store.monthRows(guildId, march)).not.toBe(null);
  });
});

it('a month with counters that cannot be read has no rows, and is not read every hour', async () => {
  await withStore({ batches: [counters], openMonth: march }, async (store, directory) => {
    await store.compact(to);
    await closeMonth(store, march);
    const file = new Database(join(directory, 'census.db'));
    file.exec("update part set columns = x'01ff'");
    file.close();
    let reads = 0;
    const job = new SealedMonthRows({
      store: {
        monthsWithoutRows: () => store.monthsWithoutRows(),
        putMonthRows: (...given) => store.putMonthRows(...given),
        readParts(...given) {
          reads += 1;
          return store.readParts(...given);
        },
      },
      signal,
    });
    await job.run();
    await job.run();
    expect(await store.monthRows(guildId, march)).toBe(null);
    expect(reads).toBe(1);
  });
});
