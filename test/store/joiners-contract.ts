import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from './a-batch.ts';
import { guildId, type MakeStore, march, otherId, type StoreUnderTest, start, wholeMonth } from './store-under-test.ts';

/** How many people joined. */
export function describeJoiners(make: MakeStore): void {
  describe('joiners', () => {
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

    it('are added up by guild and day, once a batch', async () => {
      const of = (day: number, members: number, guild = guildId) => ({ guildId: guild, day, members });
      const batch = aBatch(2, { joiners: [of(today + 1, 2), of(today, 1), of(today, 4, otherId)] });
      for (const _again of [1, 2]) await store.commit(batch, nobody);
      await store.commit(aBatch(3, { joiners: [of(today + 1, 3)] }), nobody);
      store = await underTest.reopen();
      expect(await store.joiners(guildId, wholeMonth)).toEqual([
        { day: today, members: 1 },
        { day: today + 1, members: 5 },
      ]);
      expect(await store.joiners(guildId, { from: start + 1, to: start + 25 })).toEqual([
        { day: today + 1, members: 5 },
      ]);
      await store.removeGuild(guildId);
      expect(await store.joiners(guildId, wholeMonth)).toEqual([]);
      expect(await store.joiners(otherId, wholeMonth)).toHaveLength(1);
    });
  });
}
