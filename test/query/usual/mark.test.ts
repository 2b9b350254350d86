import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf, mark } from '../../../src/query/usual/mark.ts';

describe('the chance of a difference', () => {
  it('equals the exact enumeration', () => {
    for (let a = 0; a <= 60; a += 1) {
      for (let b = 0; b <= 60; b += 1) expect(chanceOf(a, b)).toBeCloseTo(enumerated(a, b), 10);
    }
    for (const [a, b] of [
      [400, 460],
      [500, 500],
      [1000, 900],
    ] as const) {
      expect(chanceOf(a, b)).toBeCloseTo(enumerated(a, b), 9);
    }
  });

  it('is symmetric, between 0 and 1, and falls as the numbers move apart, also for half a million people', () => {
    fc.assert(
      fc.property(fc.nat(500_000), fc.nat(5000), (middle, apart) => {
        const chance = chanceOf(middle, middle + apart);
        expect(chance).toBe(chanceOf(middle + apart, middle));
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
        if (middle > 0) expect(chanceOf(middle - 1, middle + apart + 1)).toBeLessThanOrEqual(chance);
      }),
    );
    // A difference of 1.96 standard deviations, which is known from the normal distribution.
    expect(chanceOf(499_020, 500_980)).toBeCloseTo(0.05, 3);
  });
});

describe('a mark', () => {
  it('needs five people more or fewer, and a chance below one in twenty', () => {
    expect(mark(0, 11)).toBe('more');
    expect(mark(20, 2)).toBe('fewer');
    expect(mark(0, 4)).toBeNull();
    expect(mark(0, 6)).toBe('more'); // 2 ÷ 64 = 0.03.
    expect(mark(0, 5)).toBeNull(); // 2 ÷ 32 = 0.06.
    expect(mark(100, 120)).toBeNull();
    expect(mark(100, 135)).toBe('more');
    expect(mark(0, 0)).toBeNull();
  });
});

/** 2·P(X ≤ min), in exact fractions: every number of heads of a + b coins. */
function enumerated(a: number, b: number): number {
  const all = a + b;
  let ways = 1n;
  let sum = 0n;
  for (let heads = 0; heads <= Math.min(a, b); heads += 1) {
    sum += ways;
    ways = (ways * BigInt(all - heads)) / BigInt(heads + 1);
  }
  const scaled = Number((2n * sum * 10n ** 15n) / 2n ** BigInt(all)) / 1e15;
  return Math.min(1, scaled);
}
