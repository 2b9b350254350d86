import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeInWindow } from '../../../src/query/active/active-window.ts';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import { compareWindows, inventedCommunity, meanError } from '../../columns/a-community.ts';

const firstDay = Date.UTC(2025, 0, 1) / 86_400_000;

describe('the active members of a window', () => {
  it('are exact within a month, and across months between the larger part and the sum of the parts', () => {
    expect(activeInWindow([{ active: 7, days: 30 }], null)).toEqual({ low: 7, high: 7, estimate: 7 });
    const parts = [
      { active: 30, days: 1 },
      { active: 100, days: 28 },
      { active: 20, days: 1 },
    ];
    expect(activeInWindow(parts, null)).toEqual({ low: 100, high: 150, estimate: null });
    expect(activeInWindow([{ active: 0, days: 5 }, ...parts.slice(1, 2)], null)).toMatchObject({ estimate: 100 });
    expect(activeInWindow([], null)).toEqual({ low: 0, high: 0, estimate: 0 });
  });

  it('always lie between the bounds, and so does the estimate', () => {
    const size = fc.record({
      members: fc.integer({ min: 1, max: 60 }),
      churn: fc.double({ min: 0, max: 3, noNaN: true }),
      seed: fc.integer({ min: 1, max: 10_000 }),
      length: fc.constantFrom(1, 7, 30),
    });
    fc.assert(
      fc.property(size, ({ members, churn, seed, length }) => {
        const community = inventedCommunity(new SeededRandom(seed), { members, churn, firstDay, days: 120 });
        for (const { low, high, estimate, truth } of compareWindows(community, length, firstDay + 40, firstDay + 120)) {
          expect(truth).toBeGreaterThanOrEqual(low);
          expect(truth).toBeLessThanOrEqual(high);
          expect(estimate).toBeGreaterThanOrEqual(low);
          expect(estimate).toBeLessThanOrEqual(high);
        }
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    [100, 7, 0.05],
    [100, 30, 0.05],
    [1000, 7, 0.02],
    [1000, 30, 0.02],
  ])('of %i members over %i days are estimated with a mean error of at most %f', (members, length, atMost) => {
    const errors = [1, 2, 3].map((seed) => {
      const size = { members, churn: 0.05 * seed, firstDay, days: 212 };
      const community = inventedCommunity(new SeededRandom(seed), size);
      return meanError(compareWindows(community, length, firstDay + 59, firstDay + 212));
    });
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(atMost);
  });
});
