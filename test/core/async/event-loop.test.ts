import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inSlices, nextTurn, Slice, untilDone } from '../../../src/core/async/event-loop.ts';

/** Counts the turns of the event loop during some work. */
async function turnsOf(work: () => Promise<void>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = () => {
    if (isOver) return;
    turns += 1;
    setImmediate(count);
  };
  setImmediate(count);
  await work();
  isOver = true;
  return turns;
}

it('all things are handled in order, and the event loop turns after each slice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (things, size) => {
      const done: number[] = [];
      const turns = await turnsOf(() => inSlices(things, size, (thing) => done.push(thing)));
      expect(done).toEqual(things);
      expect(turns).toBe(Math.floor(things.length / size));
    }),
    { numRuns: 50 },
  );
});

it('a failure within a slice rejects, and the remaining things are not handled', async () => {
  const done: number[] = [];
  const work = (thing: number) => {
    if (thing === 2) throw new Error('the second');
    done.push(thing);
  };
  await expect(inSlices([1, 2, 3], 10, work)).rejects.toThrow('the second');
  expect(done).toEqual([1]);
});

it('a step is repeated until it returns false, once per turn', async () => {
  let left = 4;
  const turns = await turnsOf(() =>
    untilDone(() => {
      left -= 1;
      return left > 0;
    }),
  );
  expect([left, turns]).toEqual([0, 3]);
});

it('a slice is full when at least its size has been added since it was last full', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 })), fc.integer({ min: 1, max: 30 }), (amounts, size) => {
      const slice = new Slice(size);
      let since = 0;
      for (const amount of amounts) {
        since += amount;
        const isFull = since >= size;
        expect(slice.fills(amount)).toBe(isFull);
        if (isFull) since = 0;
      }
    }),
  );
});

it('a turn lets pending events run first', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('came before'));
  await nextTurn();
  order.push('went on');
  expect(order).toEqual(['came before', 'went on']);
});
