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
  type StoreUnderTest,
  start,
  wholeMonth,
} from './store-under-test.ts';

/** A month between its end and the destruction of its salt. */
export function describeSealing(make: MakeStore): void {
  describe('a closing month while the next one is open', () => {
    const may = april + 1;
    const aprilStart = hoursOfMonth(april).from;
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
      await store.commit(
        aBatch(1, {
          guilds: [aGuild(guildId)],
          members: [{ guildId, member: { number: 5, token: 0xa000_0005 } }],
          deltas: [aDelta(messages(start, 1))],
          trial: [{ guildId, member: 5, from: start, to: null }],
        }),
        nobody,
      );
    });
    afterEach(() => underTest.dispose());

    const close = async () => {
      await store.beginRotation(march, april, fromTop());
      await store.openMonth(april);
    };
    const unsealed = async () => (await store.checkpoint()).unsealedMonths;

    it('stays closing until the destruction of its salt is noted, also after a restart', async () => {
      expect(await unsealed()).toEqual([]);
      await close();
      store = await underTest.reopen();
      expect(await store.checkpoint()).toMatchObject({ openMonth: april, rotation: null, unsealedMonths: [march] });
      expect(await store.months(guildId)).toMatchObject([{ month: march, isSealed: false, saltDestroyedAtMs: null }]);
      await store.noteSaltDestroyed(march, 7000);
      store = await underTest.reopen();
      expect(await unsealed()).toEqual([]);
      expect(await store.months(guildId)).toMatchObject([{ month: march, isSealed: true, saltDestroyedAtMs: 7000 }]);
    });

    it('has its new tokens, while the next month is counted', async () => {
      await close();
      const member = { number: 0, token: 0xa000_0009 };
      const later = { ...aDelta(messages(aprilStart, 3, 0)), month: april };
      await store.commit(aBatch(2, { members: [{ guildId, member }], deltas: [later] }), nobody);
      expect((await store.tokens(guildId, march)).of(5)).toBeGreaterThan(0xf000_0000);
      expect((await store.tokens(guildId, april)).of(0)).toBe(member.token);
      expect((await store.checkpoint()).members).toEqual(new Map([[guildId, [member]]]));
      expect(await store.months(guildId)).toMatchObject([{ month: march, members: 1 }, { month: april }]);
    });

    it('gets no counters and loses none: it is not pruned, announced or summed up', async () => {
      await close();
      await expect(store.commit(aBatch(2, { deltas: [aDelta(messages(start, 1))] }), nobody)).rejects.toThrow();
      const row = keptRow({ totalUsers: 1, joins: 0, parts: 0 }, nothing, nothing);
      await expect(store.pruneMonth(guildId, { month: march, row }, noSummaries)).rejects.toThrow('not sealed');
      expect(await store.announceDeletions(may, 9)).toEqual([]);
      await store.keepActivity(guildId, march, Uint8Array.from([1]));
      await store.forgetTrials();
      expect(await store.sealedTrials()).toEqual([]);
      expect((await store.trial(guildId, march)).members.size).toBe(1);
      expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 1)]);
    });

    it('keeps the first date noted', async () => {
      await close();
      await store.noteSaltDestroyed(march, 7000);
      await store.noteSaltDestroyed(march, 9000);
      expect(await store.months(guildId)).toMatchObject([{ saltDestroyedAtMs: 7000 }]);
    });

    it('is sealed together with earlier months, but not later ones', async () => {
      await close();
      await store.commit(aBatch(2, { deltas: [{ ...aDelta(messages(aprilStart, 3)), month: april }] }), nobody);
      await store.beginRotation(april, may, fromTop());
      await store.openMonth(may);
      expect(await unsealed()).toEqual([march, april]);
      await store.noteSaltDestroyed(march, 7000);
      expect(await unsealed()).toEqual([april]);
      await store.noteSaltDestroyed(april, 8000);
      expect(await store.months(guildId)).toMatchObject([{ saltDestroyedAtMs: 7000 }, { saltDestroyedAtMs: 8000 }]);
    });

    it('is not one before its successor is open', async () => {
      await expect(store.noteSaltDestroyed(march, 1)).rejects.toThrow('not closing');
      await store.beginRotation(march, april, fromTop());
      await expect(store.noteSaltDestroyed(march, 1)).rejects.toThrow('not closing');
      expect(await unsealed()).toEqual([]);
      expect(await store.months(guildId)).toMatchObject([{ isSealed: false }]);
      await closeMonth(store, march);
      expect(await unsealed()).toEqual([]);
    });
  });
}

const nothing = { users: 0, total: 0, perUser: 0, stdev: 0 };
