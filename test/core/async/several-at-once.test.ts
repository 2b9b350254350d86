import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextTurn } from '../../../src/core/async/event-loop.ts';
import { severalAtOnce } from '../../../src/core/async/several-at-once.ts';

it('does all of it, never more at once than it may', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), async (turns, most) => {
      let running = 0;
      let greatest = 0;
      const done: number[] = [];
      await severalAtOnce(turns.entries(), most, async ([index, count]) => {
        running += 1;
        greatest = Math.max(greatest, running);
        for (let turn = 0; turn < count; turn += 1) await nextTurn();
        running -= 1;
        done.push(index);
      });
      expect(done.toSorted((a, b) => a - b)).toEqual([...turns.keys()]);
      expect(greatest).toBeLessThanOrEqual(most);
      if (turns.length > 0) expect(greatest).toBeGreaterThan(0);
    }),
  );
});

it('begins nothing after a failure, and fails when what was begun has ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = severalAtOnce([0, 1, 2, 3], 2, async (number) => {
    begun.push(number);
    if (number === 0) throw new Error('the first one fails');
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    ended.push(number);
  });
  await expect(work).rejects.toThrow('the first one fails');
  expect(begun).toEqual([0, 1]);
  expect(ended).toEqual([1]);
});
