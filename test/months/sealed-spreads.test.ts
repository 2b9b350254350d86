import { expect, it } from 'vitest';
import { encodeColumns } from '../../src/columns/columns.ts';
import type { Counter } from '../../src/core/counter.ts';
import { hoursOfMonth } from '../../src/core/time.ts';
import { SealedSpreads } from '../../src/months/sealed-spreads.ts';
import { SealedTrials } from '../../src/months/sealed-trials.ts';
import { MonthActivities } from '../../src/query/active/month-activities.ts';
import { MonthSpreads } from '../../src/query/month-spreads.ts';
import { spreadMetrics } from '../../src/query/spread-totals.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { guildId, withStore } from '../query/a-store.ts';
import { aBatch, aGuild, nobody } from '../store/a-batch.ts';
import { wholeImport } from '../store/whole-import.ts';

const march = 2018 * 12 + 2;
const february = march - 1;
const from = hoursOfMonth(march).from;

/** `count` members, who each write one message on each of `messages` days. */
function writers(count: number, messages: number, firstMember: number, first = from): Counter[] {
  return Array.from({ length: count * messages }, (_, index): Counter => {
    const hour = first + Math.floor(index / count) * 24;
    return { hour, metric: 'msg', channel: 1, member: firstMember + (index % count), amount: 1 };
  });
}

const ofMarch = [...writers(36, 1, 0), ...writers(6, 3, 40), ...writers(3, 9, 50)];

async function seal(store: LaneStore): Promise<void> {
  await store.beginRotation(march, march + 1, (count) =>
    Uint32Array.from({ length: count }, (_, index) => 0xa000_0000 + index),
  );
  await store.openMonth(march + 1);
  await store.noteSaltDestroyed(march, 1);
}

type SpreadsStore = Pick<LaneStore, 'months' | 'totals' | 'putMonthTotals' | 'readCounters' | 'trial'>;

function sealedSpreads(
  store: SpreadsStore,
  openMonth = march + 1,
  signal = new AbortController().signal,
): SealedSpreads {
  const spreads = new MonthSpreads(store);
  return new SealedSpreads({ store, guildIds: () => [guildId], openMonth: () => openMonth, spreads, signal });
}

/** The stored totals, one per line. */
async function kept(store: LaneStore): Promise<string[]> {
  const range = { from: 0, to: hoursOfMonth(march + 2).to };
  const totals = await store.totals(guildId, { metrics: spreadMetrics, range });
  return totals.map(({ metric, start, key, amount }) => `${start - march} ${metric} ${key} ${amount}`);
}

it('a sealed month has spread totals, and an open one does not', async () => {
  await withStore({ batches: [ofMarch], openMonth: march }, async (store) => {
    await sealedSpreads(store, march).run();
    expect(await kept(store)).toEqual([]);
    const open = await new MonthSpreads(store).of(guildId, { month: march, hasTrial: false });
    expect(open).toMatchObject({ writers: 45, regularWriters: 9, daysActive: [36, 6, 3, 0] });
    await seal(store);
    await sealedSpreads(store).run();
    expect(await kept(store)).toEqual([
      '0 regular_writer  9',
      '0 days_active 1 36',
      '0 days_active 2-15 9',
      `0 top_tenth  ${3 * 9 + 2 * 3}`,
    ]);
  });
});

it('is computed once for each month', async () => {
  await withStore({ batches: [ofMarch], openMonth: march }, async (store) => {
    await seal(store);
    const spreads = sealedSpreads(store);
    await Promise.all([spreads.run(), spreads.run()]);
    const known = await kept(store);
    const puts: number[] = [];
    const watched: SpreadsStore = {
      readCounters: (...asked) => store.readCounters(...asked),
      trial: (...asked) => store.trial(...asked),
      months: (id) => store.months(id),
      totals: (...asked) => store.totals(...asked),
      putMonthTotals: async (_id, month) => void puts.push(month),
    };
    await sealedSpreads(watched).run();
    expect(puts).toEqual([]);
    expect(await kept(store)).toEqual(known);
  });
});

it('continues after a stop half-way', async () => {
  await withStore({ batches: [ofMarch], openMonth: march }, async (store) => {
    await seal(store);
    const stop = new AbortController();
    stop.abort();
    const spreads = sealedSpreads(store, march + 1, stop.signal);
    await spreads.run();
    expect(await kept(store)).toEqual([]);
    await sealedSpreads(store).run();
    expect(await kept(store)).toHaveLength(4);
  });
});

it('an imported month has spread totals too', async () => {
  await withStore({ batches: [ofMarch], openMonth: march }, async (store) => {
    const { from: first } = hoursOfMonth(february);
    const columns = [encodeColumns(writers(7, 3, 0, first))];
    const members = Array.from({ length: 7 }, (_, number) => ({ number, token: 0xa000_0000 + number }));
    const rest = wholeImport(february);
    await store.importMonth({ guild: aGuild(guildId), channels: [], month: february, members, columns, ...rest });
    await sealedSpreads(store, march).run();
    expect(await kept(store)).toEqual(['-1 regular_writer  7', '-1 days_active 2-5 7']);
  });
});

it('excludes activity in trial, even after the trials are deleted', async () => {
  await withStore({ batches: [ofMarch], openMonth: march }, async (store) => {
    const trial = [50, 51, 52].map((member) => ({ guildId, member, from, to: null }));
    await store.commit(aBatch(3, { guilds: [aGuild(guildId)], trial }), nobody);
    await seal(store);
    const { signal } = new AbortController();
    const trials = () =>
      new SealedTrials({ store, activities: new MonthActivities(store), mayOweForget: true, signal });
    await sealedSpreads(store).run();
    await trials().run();
    const known = ['0 regular_writer  6', '0 days_active 1 36', '0 days_active 2-5 6', `0 top_tenth  ${5 * 3}`];
    expect(await kept(store)).toEqual(known);
    await store.putMonthTotals(guildId, march, spreadMetrics, []);
    await sealedSpreads(store).run();
    expect(await kept(store)).toEqual([]);
  });
});

it('a month that is sealed while earlier ones are summed up is summed up before the run is over', async () => {
  await withStore({ batches: [ofMarch], openMonth: march }, async (store) => {
    let openMonth = march;
    const sealed = Promise.withResolvers<void>();
    const spreads = new SealedSpreads({
      ...{ spreads: new MonthSpreads(store), signal: new AbortController().signal },
      ...{ openMonth: () => openMonth, guildIds: () => [guildId] },
      store: {
        months: async (id) => {
          const months = await store.months(id);
          await sealed.promise;
          return months;
        },
        totals: (...asked) => store.totals(...asked),
        putMonthTotals: (...asked) => store.putMonthTotals(...asked),
      },
    });
    const running = spreads.run();
    await store.months(guildId); // What the run has asked for is read before the month is sealed.
    await seal(store);
    openMonth = march + 1;
    const later = spreads.run();
    sealed.resolve();
    await Promise.all([running, later]);
    expect(await kept(store)).toHaveLength(4);
  });
});

it('a guild that fails keeps no other from being summed up', async () => {
  await withStore({ batches: [ofMarch], openMonth: march }, async (store) => {
    await seal(store);
    const spreads = new SealedSpreads({
      spreads: new MonthSpreads(store),
      ...{ guildIds: () => ['1', guildId], openMonth: () => march + 1, signal: new AbortController().signal },
      store: {
        months: (id) => (id === '1' ? Promise.reject(new Error('a bug')) : store.months(id)),
        totals: (...asked) => store.totals(...asked),
        putMonthTotals: (...asked) => store.putMonthTotals(...asked),
      },
    });
    await expect(spreads.run()).rejects.toThrow('a bug');
    expect(await kept(store)).toHaveLength(4);
  });
});
