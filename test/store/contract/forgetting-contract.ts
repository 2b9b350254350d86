import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hoursOfMonth } from '../../../src/core/time.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { keptRow } from '../../columns/report-rows.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { noSummaries } from '../no-summaries.ts';
import { aDelta, countersOf, messages } from './counters-of.ts';
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

/** Deleting guilds and pruning months. */
export function describeForgetting(make: MakeStore): void {
  describe('forgetting', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
    });
    afterEach(() => underTest.dispose());

    it('a guild deletes all its data and nothing of another', async () => {
      const channel = { id: '9', kind: 'text', name: 'general', number: 1, isDeleted: false } as const;
      const both = [guildId, otherId];
      await store.commit(
        aBatch(1, {
          guilds: both.map((id) => aGuild(id)),
          channels: both.map((id) => ({ guildId: id, channel })),
          members: both.map((id) => ({ guildId: id, member: { number: 5, token: 0xa000_0005 } })),
          deltas: both.flatMap((id) => [aDelta(messages(start, 1), id), aDelta(messages(start + 100, 2), id)]),
          voiceSessions: both.map((id) => ({ guildId: id, member: 5, channelId: '9', countedUntilMs: 1 })),
          messagePositions: both.map((id) => ({
            guildId: id,
            channelId: '9',
            lastId: '7',
            readUpToId: null,
            gaps: [],
          })),
          gaps: both.map((id) => ({ guildId: id, fromMs: 0, toMs: null })),
        }),
        nobody,
      );
      await store.compact(start + 24);
      await store.removeGuild(guildId);
      await store.removeGuild(guildId);
      expect(await store.guild(guildId)).toBeUndefined();
      expect(await store.months(guildId)).toEqual([]);
      expect(await countersOf(store, wholeMonth)).toEqual([]);
      const { guilds, channels, members, voiceSessions, messagePositions, openGaps } = await store.checkpoint();
      const remaining = [guilds.map(({ id }) => id), [...channels.keys()], [...members.keys()]];
      expect(remaining).toEqual([[otherId], [otherId], [otherId]]);
      expect([...voiceSessions, ...messagePositions, ...openGaps].map((of) => of.guildId)).toEqual([
        otherId,
        otherId,
        otherId,
      ]);
      expect(await countersOf(store, wholeMonth, otherId)).toHaveLength(2);
    });

    describe('the deletion of a month', () => {
      beforeEach(async () => {
        const both = [guildId, otherId];
        await store.commit(
          aBatch(1, {
            guilds: both.map((id) => aGuild(id)),
            members: [{ guildId, member: { number: 0, token: 0xa000_0005 } }],
            deltas: both.map((id) => aDelta(messages(start, 1), id)),
          }),
          nobody,
        );
      });

      it('is announced once it is sealed, dated by its first announcement', async () => {
        expect(await store.announceDeletions(april, 1000)).toEqual([]);
        await closeMonth(store, march);
        const deletions = [guildId, otherId].sort().map((id) => ({ guildId: id, month: march, announcedAtMs: 2000 }));
        expect(await store.announceDeletions(march, 1500)).toEqual([]);
        expect(await store.announceDeletions(april, 2000)).toEqual(deletions);
        store = await underTest.reopen();
        expect(await store.announceDeletions(april, 3000)).toEqual(deletions);
        expect(await store.announcedDeletions(guildId)).toEqual(deletions.filter((one) => one.guildId === guildId));
      });

      it('is withdrawn when more months are kept', async () => {
        await closeMonth(store, march);
        await store.announceDeletions(april, 2000);
        expect(await store.announceDeletions(march, 3000)).toEqual([]);
        expect(await store.announcedDeletions(guildId)).toEqual([]);
        expect(await store.announceDeletions(april, 4000)).toMatchObject([
          { announcedAtMs: 4000 },
          { announcedAtMs: 4000 },
        ]);
      });
    });

    describe('a month', () => {
      const totals = {
        month: march,
        row: {
          ...keptRow({ totalUsers: 9, joins: 0, parts: 1 }, spread, spread),
          messagesPerUser: 1 / 3,
        },
      };

      beforeEach(async () => {
        await store.commit(
          aBatch(1, {
            guilds: [aGuild(guildId), aGuild(otherId)],
            members: [guildId, otherId].map((id) => ({ guildId: id, member: { number: 5, token: 0xa000_0005 } })),
            deltas: [start, start + 1, start + 700].flatMap((hour) =>
              [guildId, otherId].map((id) => aDelta(messages(hour, 1), id)),
            ),
          }),
          nobody,
        );
        await store.compact(start + 24);
      });

      async function seal(): Promise<void> {
        await closeMonth(store, march, 77);
      }

      it('deletes its counters and tokens, and keeps its report', async () => {
        await seal();
        expect(await store.prunedMonths(guildId)).toEqual([]);
        await store.pruneMonth(guildId, totals, Uint8Array.from([1, 2, 3]));
        await store.forget();
        store = await underTest.reopen();
        expect(await store.months(guildId)).toEqual([]);
        expect(await countersOf(store, wholeMonth)).toEqual([]);
        expect(await store.tokens(guildId, march)).toMatchObject({ size: 0, numbersEnd: 0 });
        expect(await store.prunedMonths(guildId)).toEqual([totals]);
        expect(await store.prunedMonths(otherId)).toEqual([]);
        expect(await store.finalSummaries(guildId, march)).toEqual(Buffer.from([1, 2, 3]));
        expect(await store.finalSummaries(otherId, march)).toBeNull();
        expect(await store.finalSummaries(guildId, april)).toBeNull();
        expect(await store.months(otherId)).toMatchObject([{ month: march, members: 1, saltDestroyedAtMs: 77 }]);
        expect(await countersOf(store, wholeMonth, otherId)).toHaveLength(3);
        expect((await store.tokens(otherId, march)).of(5)).toBeGreaterThan(0xf000_0000);
      });

      it('changes no later month', async () => {
        await seal();
        const aprilStart = hoursOfMonth(april).from;
        const later = { ...aDelta(messages(aprilStart, 8)), month: april };
        await store.commit(aBatch(2, { deltas: [later] }), nobody);
        await store.pruneMonth(guildId, totals, noSummaries);
        expect(await store.months(guildId)).toMatchObject([{ month: april }]);
        await store.commit(aBatch(3, { deltas: [later] }), nobody);
        await store.compact(aprilStart + 24);
        expect(await countersOf(store, hoursOfMonth(april))).toEqual([messages(aprilStart, 16)]);
        await closeMonth(store, april);
        await store.pruneMonth(guildId, { ...totals, month: april }, noSummaries);
        expect((await store.prunedMonths(guildId)).map(({ month }) => month)).toEqual([march, april]);
      });

      it('is refused while it is open or closing', async () => {
        await expect(store.pruneMonth(guildId, totals, noSummaries)).rejects.toThrow('not sealed');
        await store.beginRotation(march, april, fromTop());
        await expect(store.pruneMonth(guildId, totals, noSummaries)).rejects.toThrow('not sealed');
        expect(await store.prunedMonths(guildId)).toEqual([]);
        expect(await countersOf(store, wholeMonth)).toHaveLength(3);
      });

      it('changes nothing when repeated, or in an unknown guild', async () => {
        await seal();
        await store.pruneMonth(guildId, totals, noSummaries);
        await store.pruneMonth(guildId, { ...totals, row: { ...totals.row, messages: 0 } }, Uint8Array.from([4]));
        await store.pruneMonth('unknown guild', totals, noSummaries);
        expect(await store.prunedMonths(guildId)).toEqual([totals]);
        expect(await store.prunedMonths('unknown guild')).toEqual([]);
        expect(await store.finalSummaries(guildId, march)).toEqual(Buffer.from(noSummaries));
      });

      it('keeps a report that is deleted with the guild', async () => {
        await seal();
        await store.pruneMonth(guildId, totals, noSummaries);
        await store.removeGuild(guildId);
        await store.commit(aBatch(2, { guilds: [aGuild(guildId)] }), nobody);
        expect(await store.prunedMonths(guildId)).toEqual([]);
        expect(await store.finalSummaries(guildId, march)).toBeNull();
      });
    });
  });
}

const spread = { users: 3, total: 1, perUser: 0.1, stdev: Math.SQRT2 };
