import { describe, expect, it } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import { activeWindows } from '../../../src/query/active/active-windows.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { ClosedMonths } from '../../../src/query/days/closed-months.ts';
import type { Query } from '../../../src/query/query.ts';
import { type SeriesQuery, series } from '../../../src/query/questions/series.ts';
import { isBetween, type Value } from '../../../src/query/value.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { aBatch, nobody } from '../../store/a-batch.ts';
import { deltasOf, guildId, membersOf, withStore } from '../a-store.ts';
import { someDerivedDays } from '../some-derived-days.ts';

const march = 2018 * 12 + 2;
const [ofMarch, ofApril] = [march, march + 1].map(hoursOfMonth) as [Hours, Hours];
type Hours = ReturnType<typeof hoursOfMonth>;
const range = { from: ofMarch.from, to: ofApril.to };
const nowMs = (ofApril.to - 1) * hourMs;

describe('the people of a series', () => {
  it.each(['day', 'week', 'month', 'total'] as const)(
    'are the active members, by %s, without those in trial',
    async (by) => {
      await withSpring(async (store) => {
        const trial = [1, 2, 3].map((member) => ({ guildId, member, from: ofApril.from, to: ofApril.from + 200 }));
        await store.commit(aBatch(4, { trial }), nobody);
        const activities = new MonthActivities(store);
        const windows = await activeWindows(store, activities, { id: guildId, firstConnectedMs: 0 });
        const { rows } = await series(aQuery(by), depsOf(store));
        expect(rows.length).toBeGreaterThan(0);
        for (const { key, values } of rows) {
          const { from, to } = key.kind === 'period' ? key : range;
          expect(bounds(values.people)).toEqual(await windows.within({ from, to }));
        }
      });
    },
  );

  it('of a day leave out who is in trial, and of an hour do not, because it is not known for good', async () => {
    await withSpring(async (store) => {
      const peopleBy = async (by: 'hour' | 'day') => {
        const { rows } = await series(
          { ...aQuery(by), range: { from: ofApril.from, to: ofApril.from + 24 } },
          depsOf(store),
        );
        return rows.map(({ values }) => values.people);
      };
      const [before] = await peopleBy('day');
      const hours = await peopleBy('hour');
      const trial = Array.from({ length: 30 }, (_, member) => ({ guildId, member, from: ofApril.from, to: null }));
      await store.commit(aBatch(4, { trial }), nobody);
      expect(before).toBeGreaterThan(0);
      expect(await peopleBy('day')).toEqual([0]);
      expect(await peopleBy('hour')).toEqual(hours);
    });
  });
});

it('a series of damaged counters has the readable hours, and says which were not', async () => {
  await withSpring(async (store) => {
    const day = { from: ofMarch.from, to: ofMarch.from + 24 };
    const query = { ...aQuery('hour'), range: day };
    const whole = await series(query, depsOf(store));
    const damaged: Pick<LaneStore, 'readCounters'> = {
      async *readCounters(id, asked) {
        for await (const chunk of store.readCounters(id, asked)) {
          const isHit = chunk.hours.from <= day.from + 3 && chunk.hours.to > day.from + 3;
          yield isHit ? { ...chunk, blobs: chunk.blobs.map((blob) => blob.slice(0, -1)) } : chunk;
        }
      },
    };
    const deps = depsOf(store);
    const rest = await series(query, { ...deps, store: { ...readsOf(store), ...someDerivedDays(damaged) } });
    expect(rest.rows[3]?.values.messages).toEqual({ notKnown: 'unreadable' });
    expect(rest.rows[3]?.values.observedShare).toBe(0);
    expect(rest.rows.toSpliced(3, 1)).toEqual(whole.rows.toSpliced(3, 1));
    expect(rest.facts.coverage.gaps).toEqual([{ fromMs: (day.from + 3) * hourMs, toMs: (day.from + 4) * hourMs }]);
  });
});

function readsOf(store: LaneStore) {
  return {
    guild: (id: string) => store.guild(id),
    gaps: (id: string, asked: Hours) => store.gaps(id, asked),
    months: (id: string) => store.months(id),
    closedHours: (id: string, month: number) => store.closedHours(id, month),
    prunedMonths: (id: string) => store.prunedMonths(id),
    finalSummaries: (id: string, month: number) => store.finalSummaries(id, month),
  };
}

function bounds(value: Value) {
  if (isBetween(value)) return value;
  return { low: value, high: value, estimate: value };
}

function aQuery(by: SeriesQuery['by']): SeriesQuery & Query {
  return { about: 'series', guildId, range, by, channel: null, view: () => true };
}

function depsOf(store: LaneStore) {
  return {
    store,
    clock: { now: () => nowMs },
    activities: new MonthActivities(store),
    closedMonths: new ClosedMonths(),
    circumstances: { countsMembers: true, whyUncounted: async () => null },
  };
}

/** Twenty members of March, and twenty of April with the same numbers. */
async function withSpring(use: (store: LaneStore) => Promise<void>): Promise<void> {
  let state = 7;
  const random = (end: number) => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % end;
  };
  const counters = (hours: Hours, first: number): Counter[] => [
    ...Array.from(
      { length: 24 },
      (_, hour): Counter => ({
        hour: hours.from + hour,
        metric: 'msg',
        channel: 1,
        member: first + (hour % 9),
        amount: 1,
      }),
    ),
    ...Array.from(
      { length: 200 },
      (): Counter => ({
        hour: hours.from + random(hours.to - hours.from),
        metric: random(3) === 0 ? 'voice' : 'msg',
        channel: 1 + random(3),
        member: first + random(20),
        amount: 1 + random(3000),
      }),
    ),
  ];
  const marchCounters = counters(ofMarch, 0);
  await withStore({ batches: [marchCounters], openMonth: march }, async (store) => {
    await store.beginRotation(march, march + 1, (count) =>
      Uint32Array.from({ length: count }, (_, index) => 0xb000_0000 + index),
    );
    await store.openMonth(march + 1);
    await store.noteSaltDestroyed(march, ofApril.from * hourMs);
    const april = counters(ofApril, 0);
    await store.commit(aBatch(3, { members: membersOf(april), deltas: deltasOf(april) }), nobody);
    await use(store);
  });
}
