import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentIds } from '../../../src/collect/messages/recent-ids.ts';

describe('recent ids', () => {
  it('recognises at least the given number of latest ids, and none that are new or long past', () => {
    const id = fc.nat(40).map((number) => String(1_490_000_000_000_000_000n + BigInt(number) * 999_999_999n));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(id, { maxLength: 200 }), (kept, ids) => {
        const recent = new RecentIds(kept);
        const remembered: string[] = [];
        for (const given of ids) {
          const isNew = recent.add(given);
          if (remembered.slice(-kept).includes(given)) expect(isNew).toBe(false);
          if (!remembered.slice(-2 * kept).includes(given)) expect(isNew).toBe(true);
          if (isNew) remembered.push(given);
        }
      }),
    );
  });

  it('distinguishes ids that differ in any one digit', () => {
    const recent = new RecentIds(1_000);
    for (let place = 0; place < 19; place += 1) {
      for (const digit of '23456789') {
        const digits = Array.from('1111111111111111111');
        digits[place] = digit;
        expect(recent.add(digits.join(''))).toBe(true);
        expect(recent.add(digits.join(''))).toBe(false);
      }
    }
  });
});
