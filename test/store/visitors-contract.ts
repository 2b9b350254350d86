import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VisitDimension, VisitorCount } from '../../src/core/visit.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from './a-batch.ts';
import { april, closeMonth, guildId, type MakeStore, march, otherId, type StoreUnderTest } from './store-under-test.ts';

/** The totals of a month's visitors. */
export function describeVisitors(make: MakeStore): void {
  describe('the visitors of a month', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)] }), nobody);
    });
    afterEach(() => underTest.dispose());

    it('are added up, by guild, month, dimension and value', async () => {
      const first = [count('device', 'web', 2), count('language', 'de', 1), count('device', 'web', 9, otherId)];
      await store.commit(aBatch(2, { visitors: first }), nobody);
      await store.commit(aBatch(3, { visitors: [count('device', 'web', 3), count('device', 'desktop', 1)] }), nobody);
      store = await underTest.reopen();
      expect(await store.visitors(guildId)).toEqual([
        { month: march, dimension: 'device', value: 'desktop', members: 1 },
        { month: march, dimension: 'device', value: 'web', members: 5 },
        { month: march, dimension: 'language', value: 'de', members: 1 },
      ]);
      expect(await store.visitors(otherId)).toEqual([{ month: march, dimension: 'device', value: 'web', members: 9 }]);
      expect(await store.visitors('unknown guild')).toEqual([]);
    });

    it('of a batch that was committed before are not added again', async () => {
      const batch = aBatch(2, { visitors: [count('device', 'web', 2)] });
      for (const _again of [1, 2]) await store.commit(batch, nobody);
      expect(await store.visitors(guildId)).toMatchObject([{ members: 2 }]);
    });

    it('are refused for a month that is not open, with all of their batch', async () => {
      await closeMonth(store, march);
      const guilds = [aGuild(guildId, { name: 'renamed' })];
      await expect(
        store.commit(aBatch(2, { guilds, visitors: [count('device', 'web', 2)] }), nobody),
      ).rejects.toThrow();
      expect((await store.guild(guildId))?.name).not.toBe('renamed');
      expect(await store.visitors(guildId)).toEqual([]);
    });

    it('come in the order of months, and older ones can be deleted', async () => {
      await store.commit(
        aBatch(2, { visitors: [count('device', 'web', 2), count('device', 'web', 4, otherId)] }),
        nobody,
      );
      await closeMonth(store, march);
      await store.commit(aBatch(3, { visitors: [{ ...count('device', 'web', 7), month: april }] }), nobody);
      expect((await store.visitors(guildId)).map(({ month, members }) => [month, members])).toEqual([
        [march, 2],
        [april, 7],
      ]);
      expect(await store.forgetVisitors(guildId, march)).toBe(0);
      expect(await store.forgetVisitors(guildId, april)).toBe(1);
      expect(await store.forgetVisitors(guildId, april)).toBe(0);
      expect(await store.forgetVisitors('unknown guild', april)).toBe(0);
      store = await underTest.reopen();
      expect(await store.visitors(guildId)).toMatchObject([{ month: april, members: 7 }]);
      expect(await store.visitors(otherId)).toMatchObject([{ month: march, members: 4 }]);
    });

    it('go with their guild', async () => {
      await store.commit(
        aBatch(2, { visitors: [count('device', 'web', 2), count('device', 'web', 4, otherId)] }),
        nobody,
      );
      await store.removeGuild(guildId);
      await store.commit(aBatch(3, { guilds: [aGuild(guildId)] }), nobody);
      expect(await store.visitors(guildId)).toEqual([]);
      expect(await store.visitors(otherId)).toMatchObject([{ members: 4 }]);
    });
  });
}

function count(dimension: VisitDimension, value: string, members: number, of = guildId): VisitorCount {
  return { guildId: of, month: march, dimension, value, members };
}
