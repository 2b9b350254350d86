import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import type { Batch } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import {
  aDelta,
  countersIn,
  countersOf,
  headcount,
  messages,
  piecesOf,
  plainSum,
  rangeArbitrary,
  stepArbitrary,
} from './counters-of.ts';
import { guildId, type MakeStore, march, otherId, type StoreUnderTest, start, wholeMonth } from './store-under-test.ts';

/** What comes back of the counters. */
export function describeCounters(make: MakeStore): void {
  describe('counters', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
    });
    afterEach(() => underTest.dispose());

    it('are handed out by guild and range, over months, and no others', async () => {
      const [first, middle, last] = [messages(start - 1, 1), messages(start, 2), messages(start + 5, 4)];
      await underTest.dispose();
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march - 1);
      await store.commit(
        aBatch(1, {
          guilds: [aGuild(guildId), aGuild(otherId)],
          deltas: [
            { ...aDelta(first), month: march - 1 },
            aDelta(middle),
            aDelta(last),
            aDelta(messages(start, 9), otherId),
          ],
        }),
        nobody,
      );
      const ask = (from: number, to: number) => countersOf(store, { from, to });
      expect(await ask(start - 1, start + 6)).toEqual([first, middle, last]);
      expect(await ask(start, start + 5)).toEqual([middle]);
      expect(await ask(start + 1, start + 5)).toEqual([]);
      expect(await ask(start + 5, start + 5)).toEqual([]);
      expect(await countersOf(store, wholeMonth, 'unknown guild')).toEqual([]);
      expect(await store.months(guildId)).toMatchObject([{ month: march - 1 }, { month: march }]);
    });

    it('equal a plain sum after any commits and compactions, for any range', async () => {
      let batch = 0;
      const commit = (changes: Partial<Batch>) => {
        batch += 1;
        return store.commit(aBatch(batch, changes), nobody);
      };
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 12 }), rangeArbitrary, async (steps, range) => {
          const guild = `guild of batch ${batch}`;
          await commit({ guilds: [aGuild(guild)] });
          const counted: Counter[] = [];
          for (const step of steps) {
            if (typeof step === 'number') await store.compact(start + step);
            else if (step.length > 0) {
              await commit({ deltas: [aDelta(step, guild)] });
              counted.push(...step);
            }
          }
          const expected = plainSum(counted.filter(({ hour }) => hour >= range.from && hour < range.to));
          expect(await countersOf(store, range, guild)).toEqual(expected);
        }),
        { numRuns: 60, seed: 1 },
      );
    });

    it('come in pieces that ascend and never overlap, and a newer headcount wins', async () => {
      await store.commit(
        aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta([headcount(3, 10), headcount(4, 11)])] }),
        nobody,
      );
      await store.compact(start + 48);
      await store.commit(aBatch(2, { deltas: [aDelta(headcount(4, 12)), aDelta(headcount(4, 13))] }), nobody);
      await store.commit(aBatch(3, { deltas: [aDelta(headcount(30, 20))] }), nobody);
      const pieces = await piecesOf(store, wholeMonth);
      pieces.reduce((end, { hours }) => {
        expect(hours.from).toBeGreaterThanOrEqual(end);
        return hours.to;
      }, 0);
      const amounts = (await countersOf(store, wholeMonth)).map(({ hour, amount }) => [hour - start, amount]);
      expect(amounts).toEqual([
        [3, 10],
        [4, 13],
        [30, 20],
      ]);
    });

    it('stay as they were for whoever has begun to read them', async () => {
      await store.commit(
        aBatch(1, {
          guilds: [aGuild(guildId)],
          deltas: [aDelta(messages(start, 1)), aDelta(messages(start + 1, 1))],
        }),
        nobody,
      );
      const reading = store.readCounters(guildId, wholeMonth)[Symbol.asyncIterator]();
      await reading.next();
      await store.commit(aBatch(2, { deltas: [aDelta(messages(start + 1, 5))] }), nobody);
      await store.compact(start + 24);
      const { value: second } = await reading.next();
      expect(countersIn([second])).toEqual([messages(start + 1, 1)]);
      expect((await reading.next()).done).toBe(true);
      expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 1), messages(start + 1, 6)]);
    });
  });
}
