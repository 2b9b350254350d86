import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeDaySummary } from '../../../src/columns/day/day-summary.ts';
import { type Counter, none } from '../../../src/core/counter.ts';
import { hoursOfMonth } from '../../../src/core/time.ts';
import type { CounterChunk, DerivedOfDay, StoredDay } from '../../../src/store/store-reader.ts';
import { countersIn } from '../../columns/counters-in.ts';
import { naiveRollUp, naiveSummary } from '../../columns/day/naive-day.ts';
import { naiveSums } from '../../columns/some-counters.ts';
import { april, guildId, march, otherId, start } from '../contract/store-under-test.ts';
import { StoredHistory } from './stored-history.ts';

/** February and March. */
const range = { from: hoursOfMonth(march - 1).from, to: hoursOfMonth(march).to };
const afterMarch = hoursOfMonth(april).from + 24;

describe('what is derived from the counters of a day', () => {
  let history: StoredHistory;

  beforeEach(async () => {
    history = await StoredHistory.begin();
  });
  afterEach(() => history.end());

  it('is true after anything that happens to counters, and so is what is read without it', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.array(fc.oneof(...stepArbitraries), { maxLength: 14 }), async (steps) => {
          for (const step of steps) await step.run(history);
          await expectTruth(history, guildId);
          await expectTruth(history, otherId);
          history.forgetDerived();
          await expectTruth(history, guildId);
        })
        .beforeEach(async () => {
          await history.end();
          history = await StoredHistory.begin();
        }),
      { numRuns: 8, seed: 7 },
    );
  }, 120_000);

  it('is there once a day is over, until a late delta comes, and again after the next compaction', async () => {
    await history.flush(bulk(0, 1));
    await history.compact(start + 23);
    expect(await derivedDays(history, 'summary')).toEqual([]);
    await history.compact(start + 24);
    expect(await derivedDays(history, 'summary')).toEqual([start / 24]);
    expect(await derivedDays(history, 'rollUp')).toEqual([start / 24]);
    await history.flush([message({ hour: start + 5, channel: 17 })]);
    await expectTruth(history, guildId);
    expect(await derivedDays(history, 'rollUp')).toEqual([]);
    await history.compact(start + 24);
    expect(await derivedDays(history, 'rollUp')).toEqual([start / 24]);
    await expectTruth(history, guildId);
  });

  it('lets a channel be read without most of the others', async () => {
    for (const seed of [1, 2, 3]) await history.flush(bulk(0, seed));
    await history.compact(start + 24);
    const parts = await chunksOf(history.store.readParts(guildId, range, null));
    const ofOne = await chunksOf(history.store.readParts(guildId, range, 17));
    expect([parts.length > 2, ofOne.length]).toEqual([true, 1]);
  });

  it('is deleted with the counters of an erased member who had less than a second of voice', async () => {
    await history.flush([...bulk(0, 1), message({ metric: 'voice', amount: 400, member: 3 })]);
    await history.compact(start + 24);
    await history.erase(3);
    expect(history.inTables(membersAtRest).has(3)).toBe(false);
    expect(await derivedDays(history, 'summary')).toEqual([]);
    await history.compact(start + 24);
    await expectTruth(history, guildId);
    expect(await derivedDays(history, 'summary')).toEqual([start / 24]);
  });

  it('is missing of a day with counters that cannot be read', async () => {
    await history.flush([message({}), message({ hour: start + 30 })]);
    await history.compact(start + 23);
    history.inTables((database) => database.exec("update part set columns = x'01ff'"));
    await history.compact(start + 48);
    expect(await derivedDays(history, 'summary')).toEqual([start / 24 + 1]);
    expect(await history.store.gaps(guildId, range)).toHaveLength(1);
  });

  it('includes rows of a sealed month, once all its days are closed; older roll-ups are then deleted', async () => {
    const rows = Uint8Array.of(1, 2, 3);
    await history.importMonth([...bulk(0, 1), message({ hour: start + 30 })]);
    await history.flush(bulk(0, 2));
    expect(await history.store.putMonthRows(guildId, march - 1, rows)).toBe(false);
    await history.compact(start + 24);
    expect(await history.store.monthsWithoutRows()).toEqual([{ guildId, month: march - 1 }]);
    expect(await history.store.putMonthRows(guildId, march, rows)).toBe(false);
    expect(await history.store.putMonthRows(guildId, march - 1, rows)).toBe(true);
    expect(await history.store.monthsWithoutRows()).toEqual([]);
    expect(await history.store.monthRows(guildId, march - 1)).toEqual(Buffer.from(rows));
    expect(await derivedDays(history, 'rollUp')).toHaveLength(2);

    await history.seal(true);
    await history.compact(afterMarch);
    expect(await history.store.monthsWithoutRows()).toEqual([{ guildId, month: march }]);
    expect(await history.store.putMonthRows(guildId, march, rows)).toBe(true);
    expect(await derivedDays(history, 'rollUp')).toEqual([start / 24]);
    expect(await derivedDays(history, 'summary')).toHaveLength(3);
    await expectTruth(history, guildId);
    await history.importMonth([message({})]);
    expect(await history.store.monthRows(guildId, march - 1)).toBe(null);
  });

  it('leaves nothing behind of a pruned month or a removed guild', async () => {
    await history.flush(bulk(0, 1));
    await history.importMonth(bulk(0, 2));
    await history.compact(start + 24);
    await history.store.putMonthRows(guildId, march - 1, Uint8Array.of(1));
    await history.prune(march - 1);
    await expectTruth(history, guildId);
    await history.remove(guildId);
    const tables = ['part', 'delta', 'day_rollup', 'day_summary', 'month_rows'];
    const rows = history.inTables((database) =>
      tables.map((table) => database.prepare(`select count(*) from ${table}`).pluck().get()),
    );
    expect(rows).toEqual(tables.map(() => 0));
  });
});

/** Reads a guild in every way, and expects what the plain list of its counters says. */
async function expectTruth(history: StoredHistory, guild: string): Promise<void> {
  const { store } = history;
  const expected = history.counters(guild);
  expect(sumOf(await chunksOf(store.readCounters(guild, range)))).toEqual(expected);

  const parts = await chunksOf(store.readParts(guild, range, null));
  expectDisjoint(parts);
  expect(sumOf(parts)).toEqual(expected);
  for (const channel of [1, 2, 17, 39, 50]) {
    const some = sumOf(await chunksOf(store.readParts(guild, range, channel)));
    const isAsked = (counter: Counter) => counter.channel === channel || counter.channel === none;
    expect(some.filter(isAsked)).toEqual(expected.filter(isAsked));
  }
  const someHours = { from: start + 5, to: start + 30 };
  const within = expected.filter(({ hour }) => hour >= someHours.from && hour < someHours.to);
  expect(sumOf(await chunksOf(store.readParts(guild, someHours, null)))).toEqual(within);
  expect(sumOf(await chunksOf(store.readCounters(guild, someHours)))).toEqual(within);

  const days = [...new Set(expected.map(({ hour }) => Math.floor(hour / 24)))].sort((a, b) => a - b);
  for (const asked of ['rollUp', 'summary'] as const) {
    const stored = await daysOf(history, guild, asked);
    expect(stored.map(({ day }) => day)).toEqual(days);
    for (const { day, derived, chunks } of stored) {
      if (derived === null) expect(sumOf(chunks)).toEqual(expected.filter(({ hour }) => Math.floor(hour / 24) === day));
      else if (asked === 'rollUp') expect(countersIn(derived)).toEqual(naiveRollUp(day, expected));
      else expect(decodeDaySummary(derived)).toEqual(naiveSummary(day, expected));
    }
  }
}

async function chunksOf(chunks: AsyncIterable<CounterChunk>): Promise<CounterChunk[]> {
  const all: CounterChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function daysOf(history: StoredHistory, guild: string, asked: DerivedOfDay): Promise<StoredDay[]> {
  const days: StoredDay[] = [];
  for await (const day of history.store.readDays(guild, range, asked)) days.push(day);
  return days;
}

async function derivedDays(history: StoredHistory, asked: DerivedOfDay): Promise<number[]> {
  return (await daysOf(history, guildId, asked)).flatMap(({ day, derived }) => (derived === null ? [] : [day]));
}

function sumOf(chunks: readonly CounterChunk[]): Counter[] {
  return naiveSums(chunks.flatMap(({ blobs }) => blobs.flatMap(countersIn)));
}

function expectDisjoint(chunks: readonly CounterChunk[]): void {
  const places = chunks.flatMap((chunk) => [
    ...new Set(sumOf([chunk]).map(({ hour, metric, channel, member }) => `${hour} ${metric} ${channel} ${member}`)),
  ]);
  expect(new Set(places).size).toBe(places.length);
}

/** All member numbers with counters in any table. */
function membersAtRest(database: import('better-sqlite3').Database): ReadonlySet<number> {
  const blobs = ['part', 'delta', 'day_rollup'].flatMap((table) =>
    database.prepare<[], Uint8Array>(`select columns from ${table}`).pluck().all(),
  );
  return new Set(blobs.flatMap(countersIn).flatMap(({ channel, member }) => (channel === 0 ? [] : [member])));
}

function message(counter: Partial<Counter>): Counter {
  return { hour: start, metric: 'msg', channel: 1, member: 1, amount: 1, ...counter };
}

/** Some 20 kB of counters on one day of March, of few members among them. */
function bulk(day: number, seed: number): Counter[] {
  return Array.from({ length: 6000 }, (_, index) => ({
    hour: start + day * 24 + (index % 2),
    metric: index % 7 === 0 ? 'msg' : 'voice',
    channel: 1 + (index % 40),
    member: index % 100 === 0 ? (index / 100) % 10 : 10 + ((index * 7919 + seed * 104_729) % 1_000_000),
    amount: index % 7 === 0 ? 1 + (index % 5) : 300 + ((index * 8191 + seed) % 3_000_000),
  }));
}

interface Step {
  readonly name: string;
  readonly run: (history: StoredHistory) => Promise<void>;
}

const counterArbitrary = fc
  .record({
    hour: fc.integer({ min: start, max: start + 71 }),
    metric: fc.constantFrom('msg' as const, 'voice' as const, 'join' as const, 'part' as const, 'total_users' as const),
    channel: fc.constantFrom(1, 2, 3, 17, 39, 40, 60),
    member: fc.nat(9),
    amount: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2500 })),
  })
  .map((counter): Counter => {
    const isPersonal = counter.metric === 'msg' || counter.metric === 'voice';
    return isPersonal ? counter : { ...counter, channel: 0, member: 0 };
  });

function steps<Given>(
  name: string,
  given: fc.Arbitrary<Given>,
  run: (history: StoredHistory, given: Given) => Promise<void>,
  weight = 2,
) {
  return {
    weight,
    arbitrary: given.map(
      (value): Step => ({ name: `${name} ${JSON.stringify(value)}`, run: (history) => run(history, value) }),
    ),
  };
}

const stepArbitraries = [
  steps('flush', fc.array(counterArbitrary, { maxLength: 12 }), (history, counters) => history.flush(counters), 6),
  steps('flush of another guild', fc.array(counterArbitrary, { maxLength: 3 }), (history, counters) =>
    history.flush(counters, otherId),
  ),
  steps('flush much', fc.tuple(fc.nat(1), fc.nat(2)), (history, [day, seed]) => history.flush(bulk(day, seed)), 4),
  steps('compact', fc.constantFrom(10, 24, 30, 48, 100), (history, hours) => history.compact(start + hours), 6),
  steps('erase', fc.nat(9), (history, member) => history.erase(member)),
  steps('seal', fc.boolean(), (history, isHiding) => history.seal(isHiding), 1),
  steps('import', fc.array(counterArbitrary, { minLength: 1, maxLength: 12 }), (history, counters) =>
    history.importMonth(counters.concat(message({}))),
  ),
  steps('prune', fc.constantFrom(march - 1, march), (history, month) => history.prune(month), 1),
  steps('remove', fc.constantFrom(guildId, otherId), (history, guild) => history.remove(guild), 1),
] as const;
