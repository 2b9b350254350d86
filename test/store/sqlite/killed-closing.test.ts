import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeDaySummary } from '../../../src/columns/day/day-summary.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { StoreReader } from '../../../src/store/store-reader.ts';
import { countersIn } from '../../columns/counters-in.ts';
import { naiveSummary } from '../../columns/day/naive-day.ts';
import { naiveSums } from '../../columns/some-counters.ts';
import { projectRoot } from '../../project-root.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aDelta } from '../contract/counters-of.ts';
import { guildId, march, start, wholeMonth } from '../contract/store-under-test.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'census-killed-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (name: string) =>
  openSqliteStore({
    path: join(directory, name, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
  });

it('closing a day can be interrupted at any turn of the event loop: nothing is lost, and the next run ends it', async () => {
  mkdirSync(join(directory, 'live'));
  const lanes = open('live');
  const store = lanes.open(0);
  await store.openMonth(march);
  const first = busyDay(1);
  const late = busyDay(2);
  await store.commit(aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta(first)] }), nobody);
  const copies = [...(await copiedAtEachTurn(store.compact(start + 24), 'closing'))];
  await store.commit(aBatch(2, { deltas: [aDelta(late)] }), nobody);
  copies.push(...(await copiedAtEachTurn(store.compact(start + 24), 'late')));
  await lanes.close();
  expect(copies.length).toBeGreaterThan(10);

  // Opening a store takes most of the time, so not every turn is tried.
  for (const name of copies.filter((_, index) => index % 4 === 0 || index > copies.length - 4)) {
    const expected = naiveSums(name.startsWith('late') ? [...first, ...late] : first);
    const restarted = open(name);
    await expectCounters(restarted, expected);
    await restarted.open(0).compact(start + 24);
    await expectCounters(restarted, expected);
    expect(await summaries(restarted)).toEqual([naiveSummary(start / 24, expected)]);
    await restarted.close();
  }
}, 120_000);

/** Copies the files in each turn until the work is done, as a killed process leaves them. Returns the copies. */
async function copiedAtEachTurn(work: Promise<void>, name: string): Promise<string[]> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const copies: string[] = [];
  while (!isDone) {
    copies.push(`${name} ${copies.length}`);
    cpSync(join(directory, 'live'), join(directory, copies.at(-1) as string), { recursive: true });
    await nextTurn();
  }
  await done;
  return copies;
}

async function expectCounters(store: StoreReader, expected: readonly Counter[]): Promise<void> {
  const counters: Counter[] = [];
  for await (const { blobs } of store.readCounters(guildId, wholeMonth)) counters.push(...blobs.flatMap(countersIn));
  expect(naiveSums(counters)).toEqual(expected);
}

async function summaries(store: StoreReader) {
  const found = [];
  for await (const { derived } of store.readDays(guildId, wholeMonth, 'summary')) {
    found.push(derived && decodeDaySummary(derived));
  }
  return found;
}

/** Some 40 kB of counters. */
function busyDay(seed: number): Counter[] {
  return Array.from({ length: 8000 }, (_, index) => ({
    hour: start + (index % 24),
    metric: 'voice',
    channel: 1 + (index % 41),
    member: (index * 7919 + seed * 104_729) % 1_000_000,
    amount: 300 + ((index * 8191 + seed) % 3_000_000),
  }));
}
