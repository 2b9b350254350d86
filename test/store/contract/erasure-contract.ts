import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Counter, none } from '../../../src/core/counter.ts';
import type { Batch } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aDelta, countersOf, headcount, messages, plainSum, stepArbitrary } from './counters-of.ts';
import {
  april,
  fromTop,
  guildId,
  type MakeStore,
  march,
  otherId,
  type StoreUnderTest,
  start,
  wholeMonth,
} from './store-under-test.ts';

/** What goes when a member of the open month wishes it. */
export function describeErasure(make: MakeStore): void {
  describe('a member who is erased', () => {
    const both = [guildId, otherId];
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
      const join: Counter = { hour: start, metric: 'join', channel: none, member: none, amount: 1 };
      await store.commit(
        aBatch(1, {
          guilds: both.map((id) => aGuild(id)),
          members: both.flatMap((id) =>
            [0, 5, 6].map((number) => ({ guildId: id, member: { number, token: 0xa000_0000 + number } })),
          ),
          deltas: both.flatMap((id) => [
            aDelta([join, headcount(0, 7), messages(start, 1, 0), messages(start, 2, 5), messages(start, 3, 6)], id),
            aDelta(messages(start + 1, 4, 5), id),
            aDelta(messages(start + 30, 5, 5), id),
            aDelta(messages(start + 30, 6, 0), id),
          ]),
          voiceSessions: both.flatMap((id) =>
            [5, 6].map((member) => ({ guildId: id, member, channelId: '9', countedUntilMs: 1 })),
          ),
        }),
        nobody,
      );
    });
    afterEach(() => underTest.dispose());

    it('has no counter, no token and no voice session any more, and nobody else has lost any', async () => {
      const elsewhere = await countersOf(store, wholeMonth, otherId);
      const expected = (await countersOf(store, wholeMonth)).filter((counter) => counter.member !== 5);
      await store.compact(start + 24);
      await store.eraseMember(guildId, 5, null);
      store = await underTest.reopen();
      expect(await countersOf(store, wholeMonth)).toEqual(expected);
      expect(await countersOf(store, wholeMonth, otherId)).toEqual(elsewhere);
      const { members, voiceSessions } = await store.checkpoint();
      expect(members.get(guildId)?.map(({ number }) => number)).toEqual([0, 6]);
      expect(members.get(otherId)?.map(({ number }) => number)).toEqual([0, 5, 6]);
      expect(voiceSessions.map((session) => [session.guildId, session.member])).toEqual([
        [guildId, 6],
        [otherId, 5],
        [otherId, 6],
      ]);
      const tokens = await store.tokens(guildId, march);
      expect([tokens.size, tokens.of(0), tokens.of(6)]).toEqual([2, 0xa000_0000, 0xa000_0006]);
      expect(() => tokens.of(5)).toThrow('no member with that number');
    });

    it('takes no join and no headcount along, whatever the number', async () => {
      await store.eraseMember(guildId, none, null);
      expect((await countersOf(store, wholeMonth)).map(({ metric, member }) => [metric, member])).toEqual([
        ['join', none],
        ['msg', 5],
        ['msg', 6],
        ['total_users', none],
        ['msg', 5],
        ['msg', 5],
      ]);
    });

    it('is nobody when erased again, or without such a number, guild or counter', async () => {
      await store.eraseMember(guildId, 5, null);
      const before = [await countersOf(store, wholeMonth), await store.checkpoint()];
      await store.eraseMember(guildId, 5, null);
      await store.eraseMember(guildId, 77_777, null);
      await store.eraseMember('unknown guild', 0, null);
      expect([await countersOf(store, wholeMonth), await store.checkpoint()]).toEqual(before);
    });

    it('is there as a whole for whoever had begun to read, and not at all for whoever begins afterwards', async () => {
      const expected = await countersOf(store, wholeMonth);
      const reading = countersOf(store, wholeMonth);
      const erased = store.eraseMember(guildId, 5, null);
      expect(await reading).toEqual(expected);
      await erased;
      expect(await countersOf(store, wholeMonth)).toEqual(expected.filter(({ member }) => member !== 5));
    });

    it('can be counted anew under another number, and the month be closed', async () => {
      await store.eraseMember(guildId, 5, null);
      await store.commit(
        aBatch(2, {
          members: [{ guildId, member: { number: 9, token: 0xa000_0009 } }],
          deltas: [aDelta(messages(start + 30, 1, 9))],
        }),
        nobody,
      );
      await store.compact(start + 48);
      expect(await store.beginRotation(march, april, fromTop())).toBe(6);
      await store.openMonth(april);
      expect(await store.months(guildId)).toMatchObject([{ month: march, members: 3 }]);
    });

    it('must be of the open month', async () => {
      await store.beginRotation(march, april, fromTop());
      const before = await countersOf(store, wholeMonth);
      await expect(store.eraseMember(guildId, 5, null)).rejects.toThrow('while no month is open');
      await store.openMonth(april);
      await store.eraseMember(guildId, 5, null);
      expect(await countersOf(store, wholeMonth)).toEqual(before);
      expect((await store.tokens(guildId, march)).size).toBe(3);
    });

    it('leaves what a plain filter leaves, after any commits and compactions', async () => {
      let batch = 1;
      const commit = (changes: Partial<Batch>) => {
        batch += 1;
        return store.commit(aBatch(batch, changes), nobody);
      };
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 10 }), fc.nat(5), async (steps, member) => {
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
          await store.eraseMember(guild, member, null);
          const others = counted.filter((counter) => counter.channel === none || counter.member !== member);
          expect(await countersOf(store, wholeMonth, guild)).toEqual(plainSum(others));
          await store.compact(start + 100);
          expect(await countersOf(store, wholeMonth, guild)).toEqual(plainSum(others));
          expect(await store.months(guild)).toHaveLength(others.length > 0 ? 1 : 0);
        }),
        { numRuns: 60 },
      );
    });
  });
}
