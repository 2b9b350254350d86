import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairTable } from '../../src/core/pair-table.ts';

/** Few enough to repeat, and great ones that must not be confused. */
const number = fc.oneof(fc.nat(12), fc.constantFrom(2 ** 32, 2 ** 32 + 1, 9_223_372_036, 999_999_999));

const step = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constant('add' as const), number, number, fc.nat(9)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('set' as const), number, number, fc.nat(9)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('delete' as const), number, number, fc.nat(9)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('delete amounts' as const), number, number, fc.nat(9)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('clear' as const), number, number, fc.nat(9)) },
);

function contents(table: PairTable): Map<string, number> {
  const found = new Map<string, number>();
  table.forEach((first, second, amount) => {
    found.set(`${first} ${second}`, amount);
  });
  return found;
}

describe('a pair table', () => {
  it('equals a map of pairs', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const table = new PairTable();
        const naive = new Map<string, number>();
        for (const [what, first, second, amount] of steps) {
          const pair = `${first} ${second}`;
          if (what === 'add') {
            expect(table.add(first, second, amount)).toBe(!naive.has(pair));
            naive.set(pair, (naive.get(pair) ?? 0) + amount);
          } else if (what === 'set') {
            table.set(first, second, amount);
            naive.set(pair, amount);
          } else if (what === 'delete') {
            table.delete(first, second);
            naive.delete(pair);
          } else if (what === 'delete amounts') {
            table.deleteAmounts((other) => other > amount);
            for (const [other, its] of naive) if (its > amount) naive.delete(other);
          } else {
            table.clear();
            naive.clear();
          }
          expect(table.size).toBe(naive.size);
          expect(table.has(first, second)).toBe(naive.has(pair));
          expect(table.get(first, second)).toBe(naive.get(pair));
        }
        expect(contents(table)).toEqual(naive);
      }),
    );
  });

  it('grows to any size, and still works after it has shrunk', () => {
    const table = new PairTable();
    for (const pairs of [50_000, 3, 0, 700, 1]) {
      for (let pair = 0; pair < pairs; pair += 1) table.add(pair % 7, pair, pair);
      expect(table.size).toBe(pairs);
      for (let pair = 0; pair < pairs; pair += 1) expect(table.has(pair % 7, pair)).toBe(true);
      expect(table.has(1, 0)).toBe(false);
      table.clear();
    }
  });
});
