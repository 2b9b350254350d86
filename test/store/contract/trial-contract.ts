import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import type { TrialSpan, TrialSpans } from '../../../src/core/membership/trial-span.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aDelta, messages } from './counters-of.ts';
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
} from './store-under-test.ts';

/** What is kept of members in trial, and what becomes of it when their month is over. */
export function describeTrials(make: MakeStore): void {
  describe('trial', () => {
    const summary = Uint8Array.from([1, 2, 3]);
    let underTest: StoreUnderTest;
    let store: LaneStore;
    let batch: number;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      batch = 1;
      await store.openMonth(march);
      const both = [guildId, otherId];
      const members = both.flatMap((id) =>
        [5, 6].map((number) => ({ guildId: id, member: { number, token: 0xa000_0000 + number } })),
      );
      const deltas = both.map((id) => aDelta([messages(start, 1, 5), messages(start, 1, 6)], id));
      await store.commit(aBatch(1, { guilds: both.map((id) => aGuild(id)), members, deltas }), nobody);
    });
    afterEach(() => underTest.dispose());

    const commit = (member: number, from: number, to: number | null, id = guildId) => {
      batch += 1;
      const span: TrialSpan = { from: start + from, to: to === null ? null : start + to };
      return store.commit(aBatch(batch, { trial: [{ guildId: id, member, ...span }] }), nobody);
    };
    const found = async (id = guildId, month = march) => {
      const { members } = await store.trial(id, month);
      return Array.from(members, ([member, { from, to }]) => [member, from - start, to === null ? null : to - start]);
    };
    const close = async () => {
      await closeMonth(store, march);
    };
    const hasTrial = async (id = guildId) => (await store.months(id)).map((month) => month.hasTrial);

    it('is what was last said of each member, of one guild and month', async () => {
      expect(await hasTrial()).toEqual([false]);
      await commit(5, 3, null);
      await commit(6, 4, 9);
      await commit(5, 2, 8);
      await commit(5, 1, null, otherId);
      store = await underTest.reopen();
      expect(await found()).toEqual([
        [5, 2, 8],
        [6, 4, 9],
      ]);
      expect(await found(otherId)).toEqual([[5, 1, null]]);
      expect(await found(guildId, april)).toEqual([]);
      expect(await hasTrial()).toEqual([true]);
      expect(await store.sealedTrials()).toEqual([]);
      expect((await store.checkpoint()).trial).toEqual(
        new Map<string, TrialSpans>([
          [
            guildId,
            new Map([
              [5, { from: start + 2, to: start + 8 }],
              [6, { from: start + 4, to: start + 9 }],
            ]),
          ],
          [otherId, new Map([[5, { from: start + 1, to: null }]])],
        ]),
      );
    });

    it('is none of the open month any more when that is being closed, and cannot be added to', async () => {
      await commit(5, 3, null);
      await store.beginRotation(march, april, fromTop());
      expect((await store.checkpoint()).trial).toEqual(new Map());
      await expect(commit(6, 3, null)).rejects.not.toBeInstanceOf(StoreUnavailable);
      await store.openMonth(april);
      await store.noteSaltDestroyed(march, 1);
      expect((await store.checkpoint()).trial).toEqual(new Map());
      expect(await found()).toEqual([[5, 3, null]]);
    });

    it('cannot end before it begins', async () => {
      await expect(commit(5, 3, 2)).rejects.toThrow();
      expect(await found()).toEqual([]);
    });

    it('goes with its member, and nobody else’s does', async () => {
      await commit(5, 3, null);
      await commit(6, 4, null);
      await commit(5, 3, null, otherId);
      await store.eraseMember(guildId, 5, null);
      expect(await found()).toEqual([[6, 4, null]]);
      expect(await found(otherId)).toEqual([[5, 3, null]]);
    });

    it('goes with its guild, and so does what is kept instead', async () => {
      await commit(5, 3, null);
      await commit(5, 3, null, otherId);
      await close();
      await store.keepActivity(otherId, march, summary);
      await store.removeGuild(guildId);
      expect(await store.sealedTrials()).toEqual([{ guildId: otherId, month: march, hasSummary: true }]);
      expect(await found()).toEqual([]);
      await store.removeGuild(otherId);
      expect(await store.sealedTrials()).toEqual([]);
      expect(await store.trial(otherId, march)).toEqual({ members: new Map(), summary: null });
    });

    it('is replaced by a summary once its month is sealed, and by the first one only', async () => {
      await commit(5, 3, null);
      await commit(5, 3, null, otherId);
      await store.keepActivity(guildId, march, summary);
      expect(await store.trial(guildId, march)).toMatchObject({ summary: null });
      await close();
      batch += 1;
      const members = [{ guildId, member: { number: 7, token: 0xa000_0007 } }];
      const trial = [{ guildId, member: 7, from: start + 800, to: null }];
      await store.commit(aBatch(batch, { members, trial }), nobody);
      expect(await store.sealedTrials()).toEqual([
        { guildId, month: march, hasSummary: false },
        { guildId: otherId, month: march, hasSummary: false },
      ]);

      await store.keepActivity(guildId, march, summary);
      await store.keepActivity(guildId, march, Uint8Array.from([9]));
      const summed = { members: new Map(), summary: Buffer.from(summary) };
      expect(await store.trial(guildId, march)).toEqual(summed);
      await store.forgetTrials();
      await store.forgetTrials();
      store = await underTest.reopen();
      expect(await store.trial(guildId, march)).toEqual(summed);
      expect(await hasTrial()).toEqual([true]);
      expect(await store.sealedTrials()).toEqual([{ guildId: otherId, month: march, hasSummary: false }]);
      expect(await found(otherId)).toEqual([[5, 3, null]]);
      expect(await found(guildId, april)).toEqual([[7, 800, null]]);
    });
  });
}
