import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { hourMs, startOfMonthMs } from '../../../src/core/time.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aTotal } from './a-total.ts';
import { aDelta, countersOf, messages } from './counters-of.ts';
import { guildId, type MakeStore, march, otherId, type StoreUnderTest, start, wholeMonth } from './store-under-test.ts';

/** Committing batches. */
export function describeBatches(make: MakeStore): void {
  describe('a batch', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
    });
    afterEach(() => underTest.dispose());

    it('is complete after a restart', async () => {
      const channel = {
        id: '9',
        kind: 'text',
        name: 'general',
        number: 1,
        isDeleted: false,
      } as const;
      const position = {
        shardId: 0,
        shardCount: 1,
        sessionId: 'abc',
        resumeUrl: 'ws://127.0.0.1:1',
        intents: 33_409,
        sequence: 7,
        countedAbove: [9, 12],
      };
      const thread = { guildId, id: firstSnowflakeAt(startOfMonthMs(march)), channelId: '9' };
      const session = { guildId, member: 17, channelId: '9', countedUntilMs: 5000 };
      const messagePosition = {
        guildId,
        channelId: '9',
        lastId: '1400000000000000007',
        readUpToId: '1400000000000000003',
        gaps: [
          { afterId: '1400000000000000003', beforeId: '1400000000000000005' },
          { afterId: '1400000000000000007', beforeId: null },
        ],
      };
      const guild = aGuild(guildId, {
        afkChannelId: '9',
        leftMs: 3,
        wasGreeted: true,
        catchUpFromMs: 2000,
      });
      const lists = { generation: 4, entries: 2, keyCheck: Buffer.alloc(16, 1), check: Buffer.alloc(16, 2) };
      await store.commit(
        aBatch(1, {
          gatewayPosition: position,
          guilds: [guild, aGuild(otherId)],
          channels: [{ guildId, channel }],
          threads: [thread],
          members: [{ guildId, member: { number: 17, token: 0xa000_0001 } }],
          voiceSessions: [session],
          messagePositions: [messagePosition],
          trial: [{ guildId, member: 17, from: start + 3, to: null }],
          totals: [aTotal('reaction', start / 24, 2, { key: '👍' })],
          gaps: [{ guildId, fromMs: 2000, toMs: null }],
          memberLists: lists,
        }),
        nobody,
      );
      store = await underTest.reopen();
      expect(await store.checkpoint()).toEqual({
        batch: 1,
        openMonth: march,
        rotation: null,
        unsealedMonths: [],
        observedUntilMs: 1000,
        gatewayPosition: position,
        guilds: [guild, aGuild(otherId)],
        channels: new Map([[guildId, [channel]]]),
        threads: [thread],
        members: new Map([[guildId, [{ number: 17, token: 0xa000_0001 }]]]),
        voiceSessions: [session],
        recentCounters: new Map(),
        totalKeys: [{ guildId, metric: 'reaction', key: '👍', month: march }],
        messagePositions: [messagePosition],
        trial: new Map([[guildId, new Map([[17, { from: start + 3, to: null }]])]]),
        openGaps: [{ guildId, fromMs: 2000, toMs: null }],
        memberLists: lists,
      });
      expect(await store.guild(otherId)).toEqual(aGuild(otherId));
      expect(await store.channels(guildId)).toEqual([channel]);
    });

    it('changes nothing when it is committed again', async () => {
      const batch = aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta(messages(start, 3))] });
      await store.commit(batch, nobody);
      await store.commit({ ...batch, deltas: [aDelta(messages(start, 100))] }, nobody);
      expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 3)]);
    });

    it('is refused if the previous one is missing', async () => {
      await expect(store.commit(aBatch(2), nobody)).rejects.toThrow('expected batch 1, found 2');
    });

    it('is written completely or not at all', async () => {
      const strangers = aDelta(messages(start, 1), 'unknown guild');
      const batch = aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta(messages(start, 1)), strangers] });
      await expect(store.commit(batch, nobody)).rejects.toThrow('cannot write rows of an unknown guild');
      expect(await store.checkpoint()).toMatchObject({ batch: 0, guilds: [] });
      expect(await countersOf(store, wholeMonth)).toEqual([]);
    });

    it('replaces what it names, and leaves the rest unchanged', async () => {
      const session = { guildId, member: 1, channelId: '9', countedUntilMs: 5000 };
      await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)], voiceSessions: [session] }), nobody);
      await store.commit(aBatch(2, { guilds: [aGuild(otherId, { name: 'renamed' })] }), nobody);
      expect(await store.checkpoint()).toMatchObject({
        guilds: [aGuild(guildId), { name: 'renamed' }],
        voiceSessions: [session],
      });
      await store.commit(aBatch(3, { voiceSessions: [] }), nobody);
      expect((await store.checkpoint()).voiceSessions).toEqual([]);
    });

    it('deletes a gateway session that it does not name', async () => {
      const session = {
        shardId: 0,
        shardCount: 2,
        sessionId: 'abc',
        resumeUrl: 'ws://127.0.0.1:1',
        intents: 33_409,
        sequence: 7,
        countedAbove: [],
      };
      await store.commit(aBatch(1, { gatewayPosition: session }), nobody);
      const later = { ...session, sessionId: 'def', sequence: 8 };
      await store.commit(aBatch(2, { gatewayPosition: later }), nobody);
      expect((await store.checkpoint()).gatewayPosition).toEqual(later);
      await store.commit(aBatch(3), nobody);
      expect((await store.checkpoint()).gatewayPosition).toBeNull();
    });

    it('replaces the message positions that it names, deletes empty ones, and leaves the rest', async () => {
      const position = (channelId: string, lastId: string | null) => ({
        guildId,
        channelId,
        lastId,
        readUpToId: null,
        gaps: [],
      });
      const [first, second, third] = ['91', '92', '93'].map((id) => position(id, '1400000000000000007'));
      if (first === undefined || second === undefined || third === undefined) throw new Error('three were made');
      const elsewhere = { ...first, guildId: otherId };
      await store.commit(
        aBatch(1, {
          guilds: [aGuild(guildId), aGuild(otherId)],
          messagePositions: [third, second, first, elsewhere],
        }),
        nobody,
      );
      expect((await store.checkpoint()).messagePositions).toEqual([first, second, third, elsewhere]);
      const later = position('91', '1400000000000000008');
      await store.commit(aBatch(2, { messagePositions: [later, position('93', null), position('94', null)] }), nobody);
      expect((await store.checkpoint()).messagePositions).toEqual([later, second, elsewhere]);
      const unread = { ...later, lastId: null, readUpToId: '1400000000000000001' };
      await store.commit(aBatch(3, { messagePositions: [unread] }), nobody);
      expect((await store.checkpoint()).messagePositions).toEqual([unread, second, elsewhere]);
    });

    it('is refused if it has a message position of an unknown guild', async () => {
      const position = { guildId, channelId: '9', lastId: '1400000000000000007', readUpToId: null, gaps: [] };
      await expect(store.commit(aBatch(1, { messagePositions: [position] }), nobody)).rejects.toThrow(
        'cannot write rows of an unknown guild',
      );
    });

    it('stores the change of the headcount within a gap, if known', async () => {
      const [fromMs, toMs] = [start * hourMs, start * hourMs + 60_000];
      const open = { guildId, fromMs, toMs: null };
      await store.commit(aBatch(1, { guilds: [aGuild(guildId)], gaps: [open] }), nobody);
      expect((await store.gaps(guildId, wholeMonth))[0]).not.toHaveProperty('headcountChange');
      const closed = { ...open, toMs, headcountChange: -3 };
      await store.commit(aBatch(2, { gaps: [closed] }), nobody);
      expect(await store.gaps(guildId, wholeMonth)).toEqual([closed]);
      await store.commit(aBatch(3, { gaps: [{ ...closed, toMs: toMs - 1000, headcountChange: 9 }] }), nobody);
      expect(await store.gaps(guildId, wholeMonth)).toEqual([closed]);
      const longer = { ...open, toMs: toMs + 1000, headcountChange: 0 };
      await store.commit(aBatch(4, { gaps: [longer] }), nobody);
      expect(await store.gaps(guildId, wholeMonth)).toEqual([longer]);
    });

    it('does not shorten a gap by another that begins in the same second', async () => {
      const long = { guildId, fromMs: start * hourMs, toMs: start * hourMs + 60_000 };
      const short = { guildId, fromMs: start * hourMs + 300, toMs: start * hourMs + 301 };
      await store.commit(aBatch(1, { guilds: [aGuild(guildId)], gaps: [long] }), nobody);
      await store.commit(aBatch(2, { gaps: [short] }), nobody);
      expect(await store.gaps(guildId, wholeMonth)).toEqual([long]);
    });

    it('leaves settings that were written before it, if it does not name their guild', async () => {
      const settings = { ...defaultGuildSettings, prefix: '!' };
      await expect(store.putSettings(guildId, settings, 7)).rejects.toThrow('unknown guild');
      await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)] }), nobody);
      await store.putSettings(guildId, settings, 7);
      await store.commit(aBatch(2, { guilds: [aGuild(otherId)] }), nobody);
      expect(await store.guild(guildId)).toEqual(aGuild(guildId, { settings, catchUpFromMs: 7 }));
      expect(await store.guild(otherId)).toEqual(aGuild(otherId));
      await store.commit(aBatch(3, { guilds: [aGuild(guildId)] }), nobody);
      expect(await store.guild(guildId)).toEqual(aGuild(guildId));
    });

    it('rounds gaps outwards to whole seconds', async () => {
      const gap = { guildId, fromMs: start * hourMs + 1700, toMs: null };
      await store.commit(aBatch(1, { guilds: [aGuild(guildId)], gaps: [gap] }), nobody);
      expect(await store.gaps(guildId, wholeMonth)).toEqual([{ ...gap, fromMs: start * hourMs + 1000 }]);
      await store.commit(aBatch(2, { gaps: [{ ...gap, toMs: start * hourMs + 2100 }] }), nobody);
      const closed = { guildId, fromMs: start * hourMs + 1000, toMs: start * hourMs + 3000 };
      expect(await store.gaps(guildId, wholeMonth)).toEqual([closed]);
      expect(await store.gaps(guildId, { from: start + 1, to: start + 2 })).toEqual([]);
      expect(await store.gaps(otherId, wholeMonth)).toEqual([]);
      expect((await store.checkpoint()).openGaps).toEqual([]);
    });

    it('is refused if it has counters of a closed month', async () => {
      const early = { ...aDelta(messages(start - 1, 1)), month: march - 1 };
      const batch = aBatch(1, { guilds: [aGuild(guildId)], deltas: [early] });
      await expect(store.commit(batch, nobody)).rejects.toThrow('their month is not open');
    });
  });
}
