import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../src/columns/columns.ts';
import type { MonthSpread } from '../../src/columns/month-spread.ts';
import { SpreadTabulation } from '../../src/columns/spread-tabulation.ts';
import type { Counter } from '../../src/core/counter.ts';
import type { TrialSpans } from '../../src/core/membership/trial-span.ts';
import { monthHours, naiveSums, someCounters } from './some-counters.ts';

describe('how a month is spread over its members', () => {
  it('is what comes of looking at each member by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someCounters(), { minLength: 1, maxLength: 3 }), async (batches) => {
        expect(await spreadOf(batches)).toEqual(naiveSpread(batches.flat()));
      }),
      { numRuns: 40 },
    );
  });

  it('has nothing of what somebody did in trial', async () => {
    const span = fc
      .tuple(fc.nat(743), fc.option(fc.nat(743)))
      .map(([from, length]) => ({ from, to: length === null ? null : from + length }));
    await fc.assert(
      fc.asyncProperty(someCounters(), fc.dictionary(fc.nat(6).map(String), span), async (counters, trials) => {
        const { from } = monthHours;
        const spans = Object.entries(trials).map(
          ([member, { from: first, to }]) =>
            [Number(member), { from: from + first, to: to === null ? null : from + to }] as const,
        );
        const outside = counters.filter(({ hour, member }) => {
          const trial = trials[member];
          return trial === undefined || hour - from < trial.from || (trial.to !== null && hour - from >= trial.to);
        });
        expect(await spreadOf([counters], new Map(spans))).toEqual(naiveSpread(outside));
      }),
      { numRuns: 40 },
    );
  });

  it('has a tenth of the writers that is rounded up', async () => {
    const writers = Array.from({ length: 41 }, (_, member) => message(member, member + 1));
    expect((await spreadOf([writers])).topTenth).toEqual({ people: 5, messages: 41 + 40 + 39 + 38 + 37 });
    expect((await spreadOf([writers.slice(0, 1)])).topTenth).toEqual({ people: 1, messages: 1 });
    expect((await spreadOf([[message(1, 0)]])).topTenth).toEqual({ people: 0, messages: 0 });
  });

  it('of many members is found with pauses', async () => {
    let pauses = 0;
    const tabulation = new SpreadTabulation(monthHours);
    tabulation.add([encodeColumns([message(2 ** 20 - 1, 3)])]);
    const spread = await tabulation.finish(async () => {
      pauses += 1;
    });
    expect(spread).toMatchObject({ writers: 1, regularWriters: 1, daysActive: [1, 0, 0, 0] });
    expect(pauses).toBe(64);
  });
});

function message(member: number, amount: number): Counter {
  return { hour: monthHours.from, metric: 'msg', channel: 1, member, amount };
}

function spreadOf(batches: readonly (readonly Counter[])[], trial?: TrialSpans): Promise<MonthSpread> {
  const tabulation = new SpreadTabulation(monthHours, trial);
  tabulation.add(batches.map((batch) => encodeColumns(naiveSums(batch))));
  return tabulation.finish(async () => {});
}

function naiveSpread(counters: readonly Counter[]): MonthSpread {
  const messages = new Map<number, number>();
  const days = new Map<number, Set<number>>();
  for (const { hour, metric, member, amount } of naiveSums(counters)) {
    if (metric === 'msg' && amount > 0) messages.set(member, (messages.get(member) ?? 0) + amount);
    if ((metric === 'msg' && amount > 0) || (metric === 'voice' && amount >= 1000)) {
      days.set(member, (days.get(member) ?? new Set()).add(Math.floor(hour / 24)));
    }
  }
  const byMember = [...messages.values()].sort((one, other) => other - one);
  const people = Math.ceil(byMember.length * 0.1);
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const withDays = (from: number, to: number) =>
    [...days.values()].filter(({ size }) => size >= from && size <= to).length;
  return {
    writers: byMember.length,
    regularWriters: byMember.filter((amount) => amount >= 3).length,
    messages: sum(byMember),
    daysActive: [withDays(1, 1), withDays(2, 5), withDays(6, 15), withDays(16, 31)],
    topTenth: { people, messages: sum(byMember.slice(0, people)) },
  };
}
