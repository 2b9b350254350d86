import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MonthSpread } from '../../src/columns/month-spread.ts';
import { totalFault } from '../../src/core/total.ts';
import { mergedDays, spreadTotals } from '../../src/query/spread-totals.ts';

const guildId = '310000000000000001';
const march = 2018 * 12 + 2;

const quiet: MonthSpread = {
  writers: 0,
  regularWriters: 0,
  messages: 0,
  daysActive: [0, 0, 0, 0],
  topTenth: { people: 0, messages: 0 },
};

function kept(spread: Partial<MonthSpread>): Record<string, number> {
  const totals = spreadTotals(guildId, march, { ...quiet, ...spread });
  expect(totals.flatMap((total) => totalFault(total) ?? [])).toEqual([]);
  expect(totals.every((total) => total.guildId === guildId && total.start === march)).toBe(true);
  return Object.fromEntries(totals.map(({ metric, key, amount }) => [`${metric} ${key}`.trim(), amount]));
}

function days(...daysActive: readonly number[]): Record<string, number> {
  return Object.fromEntries(mergedDays(daysActive).map(({ key, amount }) => [key, amount]));
}

describe('of the spread of a sealed month', () => {
  it('the number of regular writers is kept, even 0', () => {
    expect(kept({})).toEqual({ regular_writer: 0 });
    expect(kept({ regularWriters: 2 })).toEqual({ regular_writer: 2 });
  });

  it('the messages of the top tenth are kept if it has five people', () => {
    expect(kept({ topTenth: { people: 4, messages: 100 } })).toEqual({ regular_writer: 0 });
    expect(kept({ topTenth: { people: 5, messages: 100 } })).toEqual({ regular_writer: 0, top_tenth: 100 });
  });

  it('members by their days are kept in groups of five or more, and the key says which days', () => {
    expect(kept({ daysActive: [40, 20, 9, 5] })).toEqual({
      regular_writer: 0,
      'days_active 1': 40,
      'days_active 2-5': 20,
      'days_active 6-15': 9,
      'days_active 16+': 5,
    });
    expect(days(40, 20, 9, 4)).toEqual({ '1': 40, '2-5': 20, '6+': 13 });
    expect(days(40, 20, 0, 4)).toEqual({ '1': 40, '2+': 24 });
    expect(days(40, 0, 0, 4)).toEqual({ '1+': 44 });
    expect(days(40, 3, 8, 0)).toEqual({ '1-5': 43, '6-15': 8 });
    expect(days(3, 20, 9, 5)).toEqual({ '1-5': 23, '6-15': 9, '16+': 5 });
    expect(days(3, 0, 9, 0)).toEqual({ '1-15': 12 });
    expect(days(0, 0, 0, 5)).toEqual({ '16+': 5 });
    expect(days(1, 1, 1, 1)).toEqual({});
  });

  it('no group of one to four is kept, and the other groups lose no one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 4, maxLength: 4 }), (daysActive) => {
        const groups = mergedDays(daysActive);
        const all = daysActive.reduce((sum, amount) => sum + amount, 0);
        expect(groups.reduce((sum, { amount }) => sum + amount, 0)).toBe(all < 5 ? 0 : all);
        expect(groups.every(({ amount }) => amount >= 5)).toBe(true);
        for (const { key, amount } of groups) {
          const [from = 0, to = 31] = key.endsWith('+') ? [Number(key.slice(0, -1))] : key.split('-').map(Number);
          const last = key.includes('-') || key.endsWith('+') ? to : from;
          const within = [1, 2, 6, 16].map((first, place) => (first >= from && first <= last ? daysActive[place] : 0));
          expect(within.reduce<number>((sum, people) => sum + (people ?? 0), 0)).toBe(amount);
        }
      }),
    );
  });
});
