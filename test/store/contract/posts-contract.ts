import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { type Post, postKinds, unposted } from '../../../src/store/post-store.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { guildId, type MakeStore, march, otherId, type StoreUnderTest } from './store-under-test.ts';

/** What was posted, and why not. */
export function describePosts(make: MakeStore): void {
  describe('a post', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;

    const digest: Post = {
      guildId,
      kind: 'digest',
      until: 500_000,
      isCertain: false,
      triedAtMs: 1_700_000_000_123,
      missed: [
        { from: 499_000, to: 499_168, why: 'wasOff' },
        { from: 499_168, to: 499_336, why: 'channelGone' },
      ],
    };

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)] }), nobody);
    });
    afterEach(() => underTest.dispose());

    it('is there after a restart', async () => {
      expect(await store.putPosts([digest])).toBe(1);
      store = await underTest.reopen();
      expect(await store.posts(guildId)).toEqual([digest]);
      expect(await store.posts(otherId)).toEqual([]);
      expect(await store.posts('unknown guild')).toEqual([]);
    });

    it('replaces the one of its guild and kind, and no other', async () => {
      const others: readonly Post[] = [
        { ...digest, kind: 'month' },
        { ...digest, guildId: otherId },
      ];
      await store.putPosts([digest, ...others]);
      const later: Post = { ...digest, until: 500_168, isCertain: true, triedAtMs: 1_700_000_000_124, missed: [] };
      expect(await store.putPosts([later])).toBe(1);
      expect(await store.posts(guildId)).toEqual([others[0], later]);
      expect(await store.posts(otherId)).toEqual([others[1]]);
    });

    it('of any kind is kept, in the order of the kinds', async () => {
      const all = postKinds.map((kind, until) => ({ ...unposted, guildId, kind, until }));
      expect(await store.putPosts(all.toReversed())).toBe(all.length);
      expect(await store.posts(guildId)).toEqual(all);
    });

    it('of one kind is found for all guilds of the lane', async () => {
      await store.putPosts([digest, { ...digest, guildId: otherId, until: 3 }, { ...digest, kind: 'month' }]);
      const { guildId: _guild, kind: _kind, ...state } = digest;
      expect(await store.postsOfKind('digest')).toEqual(
        new Map([
          [guildId, state],
          [otherId, { ...state, until: 3 }],
        ]),
      );
      expect(await store.postsOfKind('notice')).toEqual(new Map());
    });

    it('of a guild that is not stored is left out', async () => {
      expect(await store.putPosts([{ ...digest, guildId: '300000000000000404' }, digest])).toBe(1);
      expect(await store.posts('300000000000000404')).toEqual([]);
      expect(await store.posts(guildId)).toEqual([digest]);
    });

    it('is refused if it is invalid, and so are all that are written with it', async () => {
      await expect(store.putPosts([digest, { ...digest, kind: 'month', until: -1 }])).rejects.toThrow();
      expect(await store.posts(guildId)).toEqual([]);
    });

    it('is deleted with its guild', async () => {
      await store.putPosts([digest, { ...digest, guildId: otherId }]);
      await store.removeGuild(guildId);
      await store.commit(aBatch(2, { guilds: [aGuild(guildId)] }), nobody);
      expect(await store.posts(guildId)).toEqual([]);
      expect(await store.posts(otherId)).toHaveLength(1);
    });
  });
}
