import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { none } from '../../../src/core/counter.ts';
import { type TenureClass, tenureClasses } from '../../../src/core/membership/tenure.ts';
import { dayMs, hoursOfMonth, startOfMonthMs } from '../../../src/core/time.ts';
import { type Newcomers, newcomersOf } from '../../../src/query/questions/newcomers.ts';
import type { Gap } from '../../../src/store/records/gap.ts';
import { aBatch, nobody } from '../../store/a-batch.ts';
import { aTotal, tenureTotal } from '../../store/contract/a-total.ts';
import { noSummaries } from '../../store/no-summaries.ts';
import { guildId, withStore } from '../a-store.ts';

const january = 2026 * 12;
const march = january + 2;
/** 1 January, as a day. */
const start = startOfMonthMs(january) / dayMs;

/** Days are counted from 1 January, which is 0. */
interface Life {
  readonly joins: Readonly<Record<number, number>>;
  readonly active: readonly (readonly [day: number, tenure: TenureClass, members: number])[];
  readonly gaps?: readonly (readonly [fromDay: number, toDay: number])[];
}

/** Newcomers of the days from `from` up to, but not including, `to`, as known at the start of the day `now`. */
async function newcomers(life: Life, from: number, to: number, now = 80): Promise<Newcomers> {
  const joiners = Object.entries(life.joins).map(([day, members]) =>
    aTotal('joiners', start + Number(day), members, { guildId }),
  );
  const gaps = (life.gaps ?? []).map(
    ([fromDay, toDay]): Omit<Gap, 'guildId'> => ({ fromMs: (start + fromDay) * dayMs, toMs: (start + toDay) * dayMs }),
  );
  return withStore({ batches: [], gaps, openMonth: january }, async (store) => {
    const tenure = life.active.map(([day, tenure, members]) => tenureTotal(guildId, start + day, tenure, members));
    await store.commit(aBatch(2, { totals: [...tenure, ...joiners] }), nobody);
    const clock = { now: () => (start + now) * dayMs };
    return newcomersOf(store, clock, guildId, { from: (start + from) * 24, to: (start + to) * 24 });
  });
}

describe('newcomers', () => {
  it('are grouped by time since joining, and compared with established members', async () => {
    const active = tenureClasses.map((tenure, index) => [10, tenure, index + 1] as const);
    const found = await newcomers({ joins: { 10: 5, 9: 5, 6: 5 }, active: [...active, [11, 31, 100]] }, 10, 11);
    expect(found.tenure).toEqual({
      'day 0': 1,
      'day 1': 2,
      'days 2–6': 3,
      'days 7–29': 9,
      'day 30 and later': 13,
    });
    expect([found.newMembers, found.establishedMembers]).toEqual([6, 22]);
  });

  it('have as retention the active joiners of an earlier day over all its joiners', async () => {
    const joins = { 3: 8, 4: 2, 9: 1 };
    const active = [
      [4, 1, 4],
      [5, 1, 1],
      [10, 7, 2],
      [33, 30, 1],
      [34, 30, 1],
    ] as const;
    const { retention } = await newcomers({ joins, active }, 4, 35);
    expect(retention.day1).toEqual({ joiners: 11, stayed: 5, ratio: 5 / 11 });
    expect(retention.day7).toEqual({ joiners: 11, stayed: 2, ratio: 2 / 11 });
    expect(retention.day30).toEqual({ joiners: 10, stayed: 2, ratio: 0.2 });
  });

  it('are hidden if fewer than five joined', async () => {
    const active = [
      [10, 0, 4],
      [11, 1, 3],
      [12, 2, 2],
      [12, 31, 7],
    ] as const;
    const four = await newcomers({ joins: { 10: 4 }, active }, 10, 13);
    expect(four).toEqual({
      tenure: { 'day 0': null, 'day 1': null, 'days 2–6': null, 'days 7–29': 0, 'day 30 and later': 7 },
      newMembers: null,
      establishedMembers: 7,
      retention: { day1: null, day7: null, day30: null },
    });
    const five = await newcomers({ joins: { 10: 5 }, active }, 10, 13);
    expect(five.tenure).toMatchObject({ 'day 0': 4, 'day 1': 3, 'days 2–6': 2 });
    expect(five.newMembers).toBe(9);
    expect(five.retention.day1).toEqual({ joiners: 5, stayed: 3, ratio: 0.6 });
  });

  it('have no sum that reveals a hidden part', async () => {
    const active = [
      [11, 0, 4],
      [11, 1, 1],
      [11, 2, 3],
    ] as const;
    const found = await newcomers({ joins: { 11: 5, 10: 4, 7: 6 }, active }, 11, 12);
    expect(found.tenure).toMatchObject({ 'day 0': 4, 'day 1': null, 'days 2–6': 3 });
    expect(found.newMembers).toBeNull();
  });

  it('also come back across a month’s end', async () => {
    const { retention } = await newcomers({ joins: { 30: 6 }, active: [[31, 1, 3]] }, 31, 32);
    expect(retention.day1).toEqual({ joiners: 6, stayed: 3, ratio: 0.5 });
  });

  it('do not count on days that are still to come or were not observed', async () => {
    const life = {
      joins: { 8: 9, 9: 5, 10: 5, 11: 5, 12: 5 },
      active: [
        [10, 1, 4],
        [13, 1, 2],
      ],
      gaps: [[11, 12.5]],
    } as const;
    const upToNow = await newcomers(life, 9, 20, 13);
    expect(upToNow.retention.day1).toEqual({ joiners: 10, stayed: 4, ratio: 0.4 });
    const later = await newcomers(life, 9, 20, 14);
    expect(later.retention.day1).toEqual({ joiners: 15, stayed: 6, ratio: 0.4 });
  });

  it('never come back in greater numbers than they joined', async () => {
    const { retention } = await newcomers(
      {
        joins: { 9: 5 },
        active: [
          [10, 1, 7],
          [11, 1, 4],
        ],
      },
      10,
      13,
    );
    expect(retention.day1).toEqual({ joiners: 5, stayed: 5, ratio: 1 });
  });

  it('are none if nothing was counted', async () => {
    expect(await newcomers({ joins: {}, active: [] }, 0, 59)).toEqual({
      tenure: { 'day 0': null, 'day 1': null, 'days 2–6': null, 'days 7–29': 0, 'day 30 and later': 0 },
      newMembers: null,
      establishedMembers: 0,
      retention: { day1: null, day7: null, day30: null },
    });
  });

  it('equal a naive sum for any totals', async () => {
    const day = fc.nat(58);
    const perDay = fc.array(fc.tuple(day, fc.integer({ min: 1, max: 9 })), { maxLength: 12 });
    const counts = fc.uniqueArray(fc.tuple(day, fc.constantFrom(...tenureClasses), fc.integer({ min: 1, max: 6 })), {
      selector: ([day, tenure]) => `${day} ${tenure}`,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(perDay, counts, day, day, day, async (joined, active, from, length, now) => {
        const life = { joins: Object.fromEntries(joined), active };
        const to = from + length;
        expect(await newcomers(life, from, to, now)).toEqual(naiveNewcomers(life, from, to, now));
      }),
      { numRuns: 60 },
    );
  });

  it("and their retention survive the deletion of their month's counters", async () => {
    const join = { hour: (start + 10) * 24, metric: 'join', channel: none, member: none, amount: 6 } as const;
    await withStore({ batches: [[join]], openMonth: january }, async (store) => {
      const totals = [aTotal('joiners', start + 10, 6, { guildId }), tenureTotal(guildId, start + 11, 1, 3)];
      await store.commit(aBatch(3, { totals }), nobody);
      await store.beginRotation(january, march, (count) => new Uint32Array(count).fill(0xa000_0000));
      await store.openMonth(march);
      await store.noteSaltDestroyed(january, 1);
      const clock = { now: () => startOfMonthMs(march) };
      const found = () => newcomersOf(store, clock, guildId, hoursOfMonth(january));
      await store.pruneMonth(guildId, { month: january, row: {} as never }, noSummaries);
      expect((await found()).retention.day1).toMatchObject({ joiners: 6, stayed: 3 });
      expect(await store.totals(guildId, { metrics: ['tenure'], range: hoursOfMonth(january) })).toHaveLength(1);
    });
  });
});

/** Checks every pair of a day of joining and a day of activity. Shares no code with src/. */
function naiveNewcomers({ joins, active }: Life, from: number, to: number, now: number): Newcomers {
  const joinsOn = (day: number) => joins[day] ?? 0;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const days = Array.from({ length: to - from }, (_, index) => from + index);
  const onDays = (classes: readonly number[]) =>
    sum(
      active.filter(([day, tenure]) => days.includes(day) && classes.includes(tenure)).map(([, , members]) => members),
    );
  const ifKnown = (classes: readonly number[], after: readonly number[]) => {
    const feeding = new Set(days.flatMap((day) => after.map((gap) => day - gap)));
    return sum([...feeding].map(joinsOn)) < 5 ? null : onDays(classes);
  };
  const since = Math.min(...active.filter(([day]) => day < to).map(([day]) => day));
  const returned = (after: number) => {
    const over = days.filter((day) => day < now && day >= since);
    const joiners = sum(over.map((day) => joinsOn(day - after)));
    const stayed = sum(
      over.map((day) => {
        const back = active.find(([activeDay, tenure]) => activeDay === day && tenure === after)?.[2] ?? 0;
        return Math.min(back, joinsOn(day - after));
      }),
    );
    return joiners < 5 ? null : { joiners, stayed, ratio: stayed / joiners };
  };
  const fresh = [ifKnown([0], [0]), ifKnown([1], [1]), ifKnown([2], [2, 3, 4, 5, 6])] as const;
  return {
    tenure: {
      'day 0': fresh[0],
      'day 1': fresh[1],
      'days 2–6': fresh[2],
      'days 7–29': onDays([7, 8]),
      'day 30 and later': onDays([30, 31]),
    },
    newMembers: fresh.includes(null) ? null : onDays([0, 1, 2]),
    establishedMembers: onDays([7, 8, 30, 31]),
    retention: { day1: returned(1), day7: returned(7), day30: returned(30) },
  };
}
