import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aDelta, countersIn, countersOf, messages, plainSum, stepArbitrary } from './counters-of.ts';
import { april, fromTop, guildId, type MakeStore, march, otherId, start, wholeMonth } from './store-under-test.ts';

/** What a starting bot learns of who was counted already. */
export function describeRecentCounters(make: MakeStore): void {
  describe('the counters of late', () => {
    it('are those of the day of the last commit, of the day before it and of all after, by guild', async () => {
      const { store, dispose } = await make();
      try {
        await store.openMonth(march);
        const observedUntilMs = start * hourMs + 5 * dayMs + 7000;
        const hours = [0, 95, 96, 119, 120, 121, 170].map((hour) => start + hour);
        const deltas = hours.flatMap((hour) => [guildId, otherId].map((id) => aDelta(messages(hour, 1), id)));
        await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)], deltas, observedUntilMs }), nobody);
        await store.compact(start + 120);
        const { recentCounters } = await store.checkpoint();
        for (const id of [guildId, otherId]) {
          const blobs = recentCounters.get(id) ?? [];
          expect(countersIn([{ hours: wholeMonth, blobs }])).toEqual(hours.slice(2).map((hour) => messages(hour, 1)));
        }
        await store.beginRotation(march, april, fromTop());
        expect((await store.checkpoint()).recentCounters).toEqual(new Map());
        await store.openMonth(april);
        await store.noteSaltDestroyed(march, 1);
        expect((await store.checkpoint()).recentCounters).toEqual(new Map());
      } finally {
        await dispose();
      }
    });

    it('are there whatever was committed and merged', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 6 }), fc.nat(3), async (steps, day) => {
          const { store, dispose } = await make();
          try {
            await store.openMonth(march);
            const observedUntilMs = (start + day * 24) * hourMs;
            let number = 0;
            const commit = (counters: readonly Counter[]) => {
              number += 1;
              const deltas = counters.length > 0 ? [aDelta(counters)] : [];
              return store.commit(aBatch(number, { guilds: [aGuild(guildId)], deltas, observedUntilMs }), nobody);
            };
            await commit([]);
            for (const step of steps) await (Array.isArray(step) ? commit(step) : store.compact(start + step));
            const { recentCounters } = await store.checkpoint();
            const since = Math.max(start, start + (day - 1) * 24);
            const all = await countersOf(store, wholeMonth);
            const recent = countersIn([{ hours: wholeMonth, blobs: recentCounters.get(guildId) ?? [] }]);
            expect(recent.filter(isPersonal)).toEqual(
              plainSum(all.filter(({ hour }) => hour >= since)).filter(isPersonal),
            );
          } finally {
            await dispose();
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}

function isPersonal({ metric }: Counter): boolean {
  return metric === 'msg' || metric === 'voice';
}
