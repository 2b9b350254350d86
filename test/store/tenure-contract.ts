import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/core/counter.ts';
import { type TenureCount, tenureClasses } from '../../src/core/tenure.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from './a-batch.ts';
import { aDelta, countersIn, countersOf, messages, plainSum, stepArbitrary } from './counters-of.ts';
import {
  april,
  closeMonth,
  fromTop,
  guildId,
  type MakeStore,
  march,
  otherId,
  type StoreUnderTest,
  start,
  wholeMonth,
} from './store-under-test.ts';

/** What is kept of newcomers, and what a starting bot learns of who was counted already. */
export function describeTenure(make: MakeStore): void {
  describe('tenure', () => {
    const today = start / 24;
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)] }), nobody);
    });
    afterEach(() => underTest.dispose());

    const of = (day: number, tenure: TenureCount['tenure'], members: number) => ({ guildId, day, tenure, members });
    const found = (guild = guildId) => store.tenure(guild, wholeMonth);

    it('is added up by day and class, ascending', async () => {
      await store.commit(aBatch(2, { tenure: [of(today + 1, 31, 2), of(today, 7, 1)] }), nobody);
      await store.commit(aBatch(3, { tenure: [of(today + 1, 0, 1), of(today + 1, 31, 3)] }), nobody);
      store = await underTest.reopen();
      expect(await found()).toEqual([
        { day: today, tenure: 7, members: 1 },
        { day: today + 1, tenure: 0, members: 1 },
        { day: today + 1, tenure: 31, members: 5 },
      ]);
    });

    it('is not added again when its batch comes again', async () => {
      const batch = aBatch(2, { tenure: [of(today, 0, 1)] });
      await store.commit(batch, nobody);
      await store.commit(batch, nobody);
      expect(await found()).toEqual([{ day: today, tenure: 0, members: 1 }]);
    });

    it('is given of the days that begin in a range', async () => {
      await store.commit(aBatch(2, { tenure: [0, 1, 2].map((later) => of(today + later, 1, 1)) }), nobody);
      const days = async (from: number, to: number) =>
        (await store.tenure(guildId, { from: start + from, to: start + to })).map(({ day }) => day - today);
      expect(await days(0, 24)).toEqual([0]);
      expect(await days(0, 25)).toEqual([0, 1]);
      expect(await days(1, 72)).toEqual([1, 2]);
      expect(await days(1, 24)).toEqual([]);
    });

    it('is of one guild', async () => {
      await store.commit(aBatch(2, { tenure: [of(today, 0, 1), { ...of(today, 0, 4), guildId: otherId }] }), nobody);
      expect(await found(otherId)).toEqual([{ day: today, tenure: 0, members: 4 }]);
    });

    it('goes with its guild, and stays when a member is erased or a month is closed and forgotten', async () => {
      const tenure = [of(today, 0, 1), { ...of(today, 0, 4), guildId: otherId }];
      await store.commit(
        aBatch(2, {
          tenure,
          members: [{ guildId, member: { number: 5, token: 0xa000_0005 } }],
          deltas: [aDelta(messages(start, 1, 5))],
        }),
        nobody,
      );
      await store.eraseMember(guildId, 5, null);
      await closeMonth(store, march);
      expect(await found()).toEqual([{ day: today, tenure: 0, members: 1 }]);
      await store.removeGuild(guildId);
      expect(await found()).toEqual([]);
      expect(await found(otherId)).toHaveLength(1);
    });

    it('loses a member who is erased, once on each day of theirs, and never more than there are', async () => {
      const joinedAtMs = (today - 7) * dayMs;
      const voice = (hour: number, amount: number) =>
        ({ hour, metric: 'voice', channel: 4, member: 5, amount }) as const;
      const perDay = [
        of(today, 7, 1),
        of(today + 1, 8, 3),
        of(today + 2, 8, 2),
        of(today + 3, 8, 1),
        of(today + 3, 0, 1),
      ];
      await store.commit(
        aBatch(2, {
          tenure: perDay,
          members: [{ guildId, member: { number: 5, token: 0xa000_0005 } }],
          deltas: [
            aDelta([messages(start, 1, 5), messages(start + 1, 3, 5)]),
            aDelta([messages(start + 25, 1, 5), voice(start + 48, 600), voice(start + 72, 999)]),
            aDelta([voice(start + 48, 600), messages(start + 96, 1, 5)]),
          ],
        }),
        nobody,
      );
      const days = await store.eraseMember(guildId, 5, joinedAtMs);
      expect(days).toEqual(new Set([today, today + 1, today + 2, today + 4]));
      expect(await found()).toEqual([
        { day: today + 1, tenure: 8, members: 2 },
        { day: today + 2, tenure: 8, members: 1 },
        { day: today + 3, tenure: 0, members: 1 },
        { day: today + 3, tenure: 8, members: 1 },
      ]);
    });

    it('cannot be nobody, or of no class', async () => {
      await expect(store.commit(aBatch(2, { tenure: [of(today, 0, 0)] }), nobody)).rejects.toThrow();
      await expect(store.commit(aBatch(2, { tenure: [of(today, 3 as 2, 1)] }), nobody)).rejects.toThrow();
      expect(await found()).toEqual([]);
    });

    it('is, for any batches, the sum of them', async () => {
      const count = fc.record({
        day: fc.nat(3).map((later) => today + later),
        tenure: fc.constantFrom(...tenureClasses),
        members: fc.integer({ min: 1, max: 9 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(count, { maxLength: 8 }), { maxLength: 5 }), async (batches) => {
          const made = await make();
          try {
            await made.store.openMonth(march);
            await made.store.commit(aBatch(1, { guilds: [aGuild(guildId)] }), nobody);
            for (const [index, counts] of batches.entries()) {
              await made.store.commit(aBatch(index + 2, { tenure: counts.map((of) => ({ guildId, ...of })) }), nobody);
            }
            const range = { from: (today + 1) * 24, to: (today + 3) * 24 };
            expect(await made.store.tenure(guildId, range)).toEqual(naiveSums(batches.flat(), today + 1, today + 3));
          } finally {
            await made.dispose();
          }
        }),
        { numRuns: 25 },
      );
    });
  });

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

function naiveSums(counts: readonly TenureCount[], from: number, to: number): TenureCount[] {
  const sums: TenureCount[] = [];
  for (let day = from; day < to; day += 1) {
    for (const tenure of tenureClasses) {
      const alike = counts.filter((count) => count.day === day && count.tenure === tenure);
      const members = alike.reduce((sum, count) => sum + count.members, 0);
      if (members > 0) sums.push({ day, tenure, members });
    }
  }
  return sums;
}
