import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedCohorts } from '../../../src/vault/cohorts/merged-cohorts.ts';

const march2018 = 2018 * 12 + 2;

function merged(counts: Readonly<Record<number, number>>): Record<string, number> {
  const byMonth = new Map(Object.entries(counts).map(([month, count]) => [march2018 + Number(month), count]));
  return Object.fromEntries(mergedCohorts(byMonth).map(({ key, amount }) => [key, amount]));
}

describe('merged cohorts', () => {
  it('are the groups of five or more, and all others together', () => {
    expect(merged({ 0: 5, 1: 4, 2: 0, 3: 12, 10: 3 })).toEqual({ '2018-03': 5, '2018-06': 12, other: 7 });
    expect(merged({ 0: 5, 1: 6 })).toEqual({ '2018-03': 5, '2018-04': 6 });
  });

  it('merge the smallest group into the others if these are too few', () => {
    expect(merged({ 0: 30, 1: 6, 2: 6, 3: 2 })).toEqual({ '2018-03': 30, '2018-04': 6, other: 8 });
    expect(merged({ 0: 5, 1: 1 })).toEqual({ other: 6 });
  });

  it('are empty if all together are fewer than five', () => {
    expect(merged({ 0: 2, 1: 2 })).toEqual({});
    expect(merged({})).toEqual({});
    expect(merged({ 0: 2, 1: 3 })).toEqual({ other: 5 });
  });

  it('have each member exactly once, and no group of one to four', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.nat(30).map(String), fc.nat(9)), (counts) => {
        const groups = Object.entries(merged(counts));
        const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
        const kept = groups.reduce((sum, [, amount]) => sum + amount, 0);
        expect(kept).toBe(all < 5 ? 0 : all);
        for (const [key, amount] of groups) {
          expect(amount).toBeGreaterThanOrEqual(5);
          const [year = 0, month = 0] = key.split('-').map(Number);
          if (key !== 'other') expect(amount).toBe(counts[(year - 2018) * 12 + month - 3]);
        }
        // At most one group of five or more is merged.
        const shown = groups.filter(([key]) => key !== 'other').length;
        const great = Object.values(counts).filter((count) => count >= 5).length;
        expect(great - shown).toBeLessThanOrEqual(1);
      }),
    );
  });
});
