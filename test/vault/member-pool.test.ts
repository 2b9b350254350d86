import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomNumbers } from '../../src/core/random.ts';
import { MemberPool, tokensFrom } from '../../src/vault/member-pool.ts';
import { Uint32Set } from '../../src/vault/uint32-set.ts';
import { seededBytes } from '../seeded-bytes.ts';

describe('member numbers and tokens', () => {
  it('are drawn once, and not if they were already in use', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 400 }), (seed, before) => {
        const random = new RandomNumbers(seededBytes(seed));
        const earlier = draw(new MemberPool(random), before);
        const members = [...earlier, ...draw(new MemberPool(random, earlier), 400)];
        expect(new Set(members.map(({ number }) => number)).size).toBe(members.length);
        expect(new Set(members.map(({ token }) => token)).size).toBe(members.length);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('are from a range that is at most half full and never smaller than 2^16', () => {
    const members = draw(new MemberPool(random('space')), 70_000);
    const greatestOf = (count: number) => Math.max(...members.slice(0, count).map(({ number }) => number));
    expect(greatestOf(100)).toBeGreaterThan(2 ** 15);
    expect(greatestOf(32_768)).toBeLessThan(2 ** 16);
    expect(greatestOf(65_536)).toBeLessThan(2 ** 17);
    expect(greatestOf(65_536)).toBeGreaterThan(2 ** 16);
    expect(greatestOf(70_000)).toBeGreaterThan(2 ** 17);
    expect(greatestOf(70_000)).toBeLessThan(2 ** 18);
  });

  it('do not reveal the order of arrival', () => {
    const members = draw(new MemberPool(random('order')), 20_000);
    // For 20,000 independent pairs, 99.99 % of the correlations lie within four standard deviations of 1/sqrt(n).
    const limit = 4 / Math.sqrt(members.length);
    expect(Math.abs(correlationWithOrder(members.map(({ number }) => number)))).toBeLessThan(limit);
    expect(Math.abs(correlationWithOrder(members.map(({ token }) => token)))).toBeLessThan(limit);
  });

  it('are uniform', () => {
    const members = draw(new MemberPool(random('uniform')), 30_000);
    expect(unevenness(members.map(({ number }) => Math.floor(number / 2 ** 12)))).toBeLessThan(chiSquared15At1In10000);
    const firstDigits = members.map(({ token }) => Math.floor(token / 2 ** 28));
    expect(new Set(firstDigits)).toEqual(new Set([10, 11, 12, 13, 14, 15]));
    expect(unevenness(firstDigits)).toBeLessThan(chiSquared15At1In10000);
    expect(unevenness(members.map(({ token }) => token % 16))).toBeLessThan(chiSquared15At1In10000);
  });

  it('are drawn again for a whole month, different from each other', async () => {
    const tokens = await tokensFrom(random('redraw'))(50_000);
    expect(new Set(tokens).size).toBe(50_000);
    expect(Math.min(...tokens)).toBeGreaterThanOrEqual(0xa000_0000);
    expect(await tokensFrom(random('none'))(0)).toHaveLength(0);
  });
});

describe('a set of 32-bit numbers', () => {
  it('contains what a Set contains', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }))),
        (list) => {
          const [ours, plain] = [new Uint32Set(), new Set<number>()];
          for (const value of list) {
            expect(ours.has(value)).toBe(plain.has(value));
            expect(ours.add(value)).toBe(!plain.has(value));
            plain.add(value);
            expect(ours.has(value)).toBe(true);
            expect(ours.size).toBe(plain.size);
          }
        },
      ),
      { seed: 1 },
    );
  });
});

/** One in ten thousand chi-squared values with 15 degrees of freedom is greater. */
const chiSquared15At1In10000 = 44.3;

function random(seed: string): RandomNumbers {
  return new RandomNumbers(seededBytes(seed));
}

function draw(pool: MemberPool, count: number) {
  return Array.from({ length: count }, () => pool.draw());
}

function correlationWithOrder(values: readonly number[]): number {
  const meanOf = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const meanValue = meanOf(values);
  const meanRank = (values.length - 1) / 2;
  const covariance = meanOf(values.map((value, rank) => (value - meanValue) * (rank - meanRank)));
  const spread = Math.sqrt(
    meanOf(values.map((value) => (value - meanValue) ** 2)) * meanOf(values.map((_, rank) => (rank - meanRank) ** 2)),
  );
  return covariance / spread;
}

/** Pearson's chi-squared statistic over the classes that occur. */
function unevenness(classes: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of classes) counts.set(value, (counts.get(value) ?? 0) + 1);
  const expected = classes.length / counts.size;
  return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
