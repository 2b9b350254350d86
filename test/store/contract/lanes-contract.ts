import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import { hourMs } from '../../../src/core/time.ts';
import type { Batch } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { unposted } from '../../../src/store/post-store.ts';
import { keptRow } from '../../columns/report-rows.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { noSummaries } from '../no-summaries.ts';
import { wholeImport } from '../whole-import.ts';
import { aTotal } from './a-total.ts';
import { aDelta, messages } from './counters-of.ts';
import { closeMonth, fromTop, guildId, type MakeStore, march, type StoreUnderTest, start } from './store-under-test.ts';

/** In lane 1 of two. */
const farId = '300000000004194305';

/** What lanes share, and what they keep apart. */
export function describeLanes(name: string, make: MakeStore): void {
  describe(`${name}, with two lanes`, () => {
    let underTest: StoreUnderTest;
    let near: LaneStore;
    let far: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      await underTest.lanes.divide(2);
      [near, far] = [underTest.lanes.open(0), underTest.lanes.open(1)];
      for (const lane of [near, far]) await lane.openMonth(march);
    });
    afterEach(() => underTest.dispose());

    it('returns the state of each', async () => {
      const members = [4, 5].map((number) => ({ guildId: farId, member: { number, token: 0xa000_0000 + number } }));
      await near.commit(aBatch(1, { guilds: [aGuild(guildId)] }), nobody);
      await far.commit(aBatch(1, { guilds: [aGuild(farId)], members }), nobody);
      await far.commit(aBatch(2), nobody);
      const open = { openMonth: march, rotation: null };
      const [first, second] = [
        { lane: 0, batch: 1, ...open, observedUntilMs: 1000, members: 0, isUntouched: true },
        { lane: 1, batch: 2, ...open, observedUntilMs: 2000, members: 2, isUntouched: false },
      ];
      expect(await underTest.lanes.lanes()).toEqual([first, second]);
      expect(await near.lanes()).toEqual([first, second]);
      await far.beginRotation(march, march + 1, fromTop());
      const rotation = { month: march, next: march + 1 };
      expect((await underTest.lanes.lanes())[1]).toMatchObject({ openMonth: march, rotation, members: 0 });
      await far.openMonth(march + 1);
      const opened = { openMonth: march + 1, rotation: null, members: 0, isUntouched: true };
      expect((await underTest.lanes.lanes())[1]).toMatchObject(opened);
      const totals = [aTotal('language', march + 1, 1, { guildId: farId, key: 'de' })];
      await far.commit(aBatch(3, { totals }), nobody);
      expect((await underTest.lanes.lanes())[1]).toMatchObject({ members: 0, isUntouched: false });
    });

    it('returns all guilds in the order in which they were first stored, and its own guilds to each lane', async () => {
      await far.commit(aBatch(1, { guilds: [aGuild(farId)] }), nobody);
      await near.commit(aBatch(1, { guilds: [aGuild(guildId)] }), nobody);
      expect((await underTest.lanes.guilds()).map(({ id }) => id)).toEqual([farId, guildId]);
      expect((await near.checkpoint()).guilds).toEqual([aGuild(guildId)]);
      expect(await near.guild(farId)).toEqual(aGuild(farId));
    });

    it('returns the same lane each time', () => {
      expect(underTest.lanes.open(1)).toBe(far);
    });

    it('rejects every method of a lane that does not exist', async () => {
      await expect(underTest.lanes.open(2).checkpoint()).rejects.toThrow('there is no lane 2');
    });

    describe('a lane that names a guild of the other lane', () => {
      const position = { channelId: '9', lastId: '1400000000000000007', readUpToId: null, gaps: [] };
      const elsewhere = { guildId: farId };
      beforeEach(() => far.commit(aBatch(1, { guilds: [aGuild(farId)], deltas: [ofMarch(farId)] }), nobody));

      it.each<[string, Partial<Batch>]>([
        ['itself', { guilds: [aGuild(farId)] }],
        ['by a member', { members: [{ ...elsewhere, member: { number: 1, token: 0xa000_0001 } }] }],
        ['by counters', { deltas: [ofMarch(farId)] }],
        ['by totals', { totals: [aTotal('joiners', start / 24, 1, elsewhere)] }],
        ['by lowered totals', { lowered: [aTotal('joiners', start / 24, 1, elsewhere)] }],
        ['by a voice session', { voiceSessions: [{ ...elsewhere, member: 1, channelId: '9', countedUntilMs: 1 }] }],
        ['by a message position', { messagePositions: [{ ...elsewhere, ...position }] }],
        ['by a gap', { gaps: [{ ...elsewhere, fromMs: 1000, toMs: null }] }],
      ])('%s is refused for that row, and writes the rest without it', async (_how, fault) => {
        const before = await far.checkpoint();
        const good = [aGuild(guildId)];
        const batch = aBatch(1, { ...fault, guilds: [...good, ...(fault.guilds ?? [])] });
        const refusal = near.commit(batch, nobody);
        await expect(refusal).rejects.toThrow('the guild is in another lane');
        await expect(refusal).rejects.not.toBeInstanceOf(StoreUnavailable);
        const { batch: rest, refused } = await near.screen(batch);
        expect(refused).toMatchObject([{ part: Object.keys(fault)[0], guildId: farId }]);
        await near.commit(rest, nobody);
        expect((await near.checkpoint()).guilds).toEqual(good);
        expect(await far.checkpoint()).toEqual(before);
      });

      it('is refused for every other change too', async () => {
        await closeMonth(far, march);
        const before = [await far.checkpoint(), await far.months(farId)];
        const row = keptRow({ totalUsers: 1, joins: 0, parts: 0 }, nothing, nothing);
        const changes = [
          () => near.putSettings(farId, defaultGuildSettings, 7),
          () => near.eraseMember(farId, 5, null),
          () => near.pruneMonth(farId, { month: march, row }, noSummaries),
          () => near.forgetProfiles(farId, march + 9),
          () => near.putMonthTotals(farId, march, ['days_active'], []),
          () => near.keepActivity(farId, march, Uint8Array.from([1])),
          () => near.putPosts([{ ...unposted, guildId: farId, kind: 'digest' }]),
          () => near.changeEvents(farId, () => []),
          () => near.removeGuild(farId),
        ];
        for (const change of changes) await expect(change()).rejects.toThrow('the guild is in another lane');
        expect([await far.checkpoint(), await far.months(farId)]).toEqual(before);
      });
    });

    it('keeps the latest state of the member lists, in whatever order its lanes commit', async () => {
      const lists = (generation: number, byte = generation) => {
        return { generation, entries: 2, keyCheck: Buffer.alloc(16, 1), check: Buffer.alloc(16, byte) };
      };
      const known = async () => [await underTest.lanes.memberLists(), (await far.checkpoint()).memberLists];
      expect(await known()).toEqual([null, null]);
      await near.commit(aBatch(1, { memberLists: lists(4) }), nobody);
      await far.commit(aBatch(1, { memberLists: lists(3) }), nobody);
      await far.commit(aBatch(2), nobody);
      expect(await known()).toEqual([lists(4), lists(4)]);
      await far.commit(aBatch(3, { memberLists: lists(5) }), nobody);
      expect(await known()).toEqual([lists(5), lists(5)]);
      await underTest.lanes.acceptMemberLists(lists(2));
      expect(await known()).toEqual([lists(2), lists(2)]);
      await underTest.lanes.acceptMemberLists(null);
      expect(await known()).toEqual([null, null]);
    });

    it('puts a new imported guild into the lane that follows from its id', async () => {
      const { columns } = aDelta(messages(start - 1, 1));
      const history = { channels: [], month: march - 1, members: [], columns: [columns], ...wholeImport(march - 1) };
      await near.importMonth({ guild: aGuild(farId), ...history });
      await near.importMonth({ guild: aGuild('no snowflake'), ...history });
      await near.importMonth({ guild: aGuild(farId), ...history, month: march - 2 });
      expect((await far.checkpoint()).guilds).toMatchObject([{ id: farId }]);
      expect((await near.checkpoint()).guilds).toMatchObject([{ id: 'no snowflake' }]);
    });

    it('lets each lane close its month independently', async () => {
      for (const [lane, id] of [
        [near, guildId],
        [far, farId],
      ] as const) {
        await lane.commit(aBatch(1, { guilds: [aGuild(id)], deltas: [ofMarch(id)] }), nobody);
      }
      await Promise.all([near, far].map((lane) => closeMonth(lane, march, start * hourMs)));
      await near.forget();
      for (const id of [guildId, farId]) expect(await near.months(id)).toMatchObject([{ isSealed: true }]);
    });
  });
}

function ofMarch(id: string) {
  return aDelta(messages(start, 1), id);
}

const nothing = { users: 0, total: 0, perUser: 0, stdev: 0 };
