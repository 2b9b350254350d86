import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { startOfMonthMs } from '../../../src/core/time.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { MessagePosition } from '../../../src/store/records.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aTotal } from './a-total.ts';
import { aDelta, countersOf, messages } from './counters-of.ts';
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

const marchMs = startOfMonthMs(march);
const aprilMs = startOfMonthMs(april);

/** Closing a month. */
export function describeRotations(make: MakeStore): void {
  describe('a rotation', () => {
    const members = [3, 70_000, 12].map((number) => ({ guildId, member: { number, token: 0xb000_0000 + number } }));
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.openMonth(march);
      const session = { guildId, member: 3, channelId: '9', countedUntilMs: 5000 };
      await store.commit(
        aBatch(1, {
          guilds: [aGuild(guildId), aGuild(otherId)],
          members: [...members, { guildId: otherId, member: { number: 3, token: 0xc000_0000 } }],
          deltas: [aDelta(messages(start, 1, 3)), aDelta(messages(start, 1), otherId)],
          voiceSessions: [session],
        }),
        nobody,
      );
    });
    afterEach(() => underTest.dispose());

    it('forgets all threads, and stores none created in another month', async () => {
      const [ofFebruary, ofMarch, ofApril] = [marchMs - 1, marchMs + 1000, aprilMs].map(firstSnowflakeAt) as [
        string,
        string,
        string,
      ];
      const thread = (id: string, channelId: string | null = '9') => ({ guildId, id, channelId });
      const another = firstSnowflakeAt(marchMs + 2000);
      await store.commit(
        aBatch(2, { threads: [ofFebruary, ofMarch, ofApril, another].map((id) => thread(id)) }),
        nobody,
      );
      await store.commit(aBatch(3, { threads: [thread(another, null)] }), nobody);
      store = await underTest.reopen();
      expect((await store.checkpoint()).threads).toEqual([thread(ofMarch)]);
      await store.beginRotation(march, april, fromTop());
      expect((await store.checkpoint()).threads).toEqual([]);
      await store.openMonth(april);
      await store.commit(aBatch(4, { threads: [thread(ofMarch), thread(ofApril)] }), nobody);
      expect((await store.checkpoint()).threads).toEqual([thread(ofApril)]);
    });

    it('gives every member a new token, forgets voice sessions, and can be continued', async () => {
      expect(await store.beginRotation(march, april, fromTop())).toBe(4);
      store = await underTest.reopen();
      expect(await store.checkpoint()).toMatchObject({
        openMonth: march,
        rotation: { month: march, next: april },
        members: new Map(),
        voiceSessions: [],
      });
      const tokens = await store.tokens(guildId, march);
      expect(tokens).toMatchObject({ size: 3, numbersEnd: 70_001 });
      const drawn = members.map(({ member }) => tokens.of(member.number));
      expect(new Set(drawn).size).toBe(3);
      for (const token of drawn) expect(token).toBeGreaterThan(0xf000_0000);
      expect(() => tokens.of(4)).toThrow('no member has this number');

      expect(await store.beginRotation(march, april, fromTop())).toBe(4);
      expect(await store.months(guildId)).toMatchObject([{ month: march, isSealed: false, saltDestroyedAtMs: null }]);
      await store.openMonth(april);
      await store.noteSaltDestroyed(march, aprilMs + 7000);
      await store.openMonth(april);
      await store.noteSaltDestroyed(march, aprilMs + 9000);
      expect(await store.checkpoint()).toMatchObject({ openMonth: april, rotation: null });
      expect(await store.months(guildId)).toEqual([
        {
          month: march,
          isSealed: true,
          isSplit: false,
          imported: null,
          hasTrial: false,
          members: 3,
          saltDestroyedAtMs: aprilMs + 7000,
        },
      ]);
      const after = await store.tokens(guildId, march);
      expect(members.map(({ member }) => after.of(member.number))).toEqual(drawn);
      expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 1, 3)]);
    });

    it('adds totals of the closing month once, and none of a guild outside the lane', async () => {
      const cohort = (amount: number, guild = guildId) =>
        aTotal('cohort', march, amount, { guildId: guild, key: 'other' });
      const handed = [cohort(7), cohort(9, '310000000000000099'), aTotal('joiners', start / 24, 2)];
      const asked = { metrics: ['cohort', 'joiners'] as const, range: wholeMonth };
      const ofApril = store.beginRotation(march, april, fromTop(), [aTotal('cohort', april, 5, { key: 'other' })]);
      await expect(ofApril).rejects.toThrow('closing month only');
      expect(await store.checkpoint()).toMatchObject({ rotation: null });
      expect(await store.totals(guildId, asked)).toEqual([]);
      for (const _ of [1, 2]) await store.beginRotation(march, april, fromTop(), handed);
      store = await underTest.reopen();
      await store.beginRotation(march, april, fromTop(), handed);
      expect(await store.totals(guildId, asked)).toMatchObject([{ amount: 2 }, { amount: 7 }]);
    });

    it('shows neither members nor the destruction of the salt for an open month', async () => {
      expect(await store.months(guildId)).toEqual([
        {
          month: march,
          isSealed: false,
          isSplit: false,
          imported: null,
          hasTrial: false,
          members: 0,
          saltDestroyedAtMs: null,
        },
      ]);
    });

    it('keeps only message gaps that reach into the next month, cut at its start', async () => {
      const [before, first, after, later] = [-5000, 0, 5000, 9000].map((ms) => firstSnowflakeAt(aprilMs + ms));
      const positions = [
        { channelId: '1', gaps: [] },
        { channelId: '2', gaps: [{ afterId: before, beforeId: null }] },
        { channelId: '3', gaps: [{ afterId: before, beforeId: first }] },
        {
          channelId: '4',
          gaps: [
            { afterId: before, beforeId: after },
            { afterId: later, beforeId: null },
          ],
        },
        { channelId: '5', gaps: [{ afterId: after, beforeId: later }] },
      ].map((position) => ({ guildId, lastId: before, readUpToId: before, ...position }) as MessagePosition);
      await store.commit(aBatch(2, { messagePositions: positions }), nobody);
      const justBefore = String(BigInt(first ?? '') - 1n);
      const left = [
        { channelId: '2', gaps: [{ afterId: justBefore, beforeId: null }] },
        {
          channelId: '4',
          gaps: [
            { afterId: justBefore, beforeId: after },
            { afterId: later, beforeId: null },
          ],
        },
        { channelId: '5', gaps: [{ afterId: after, beforeId: later }] },
      ].map((position) => ({ guildId, lastId: null, readUpToId: null, ...position }));
      await store.beginRotation(march, april, fromTop());
      expect((await store.checkpoint()).messagePositions).toEqual(left);
      await store.beginRotation(march, april, fromTop());
      await store.openMonth(april);
      store = await underTest.reopen();
      expect((await store.checkpoint()).messagePositions).toEqual(left);
    });

    it('over several months drops gaps that end before the last of them', async () => {
      const may = april + 1;
      const ids = [-1, 1].map((ms) => firstSnowflakeAt(startOfMonthMs(may) + ms));
      const gaps = ids.map((beforeId) => ({ afterId: firstSnowflakeAt(aprilMs), beforeId }));
      const [ending, reaching] = gaps.map((gap, index) => ({ guildId, channelId: `${index}`, gaps: [gap] }));
      const bare = { lastId: null, readUpToId: null };
      if (ending === undefined || reaching === undefined) throw new Error('two were made');
      await store.commit(
        aBatch(2, {
          messagePositions: [
            { ...ending, ...bare },
            { ...reaching, ...bare },
          ],
        }),
        nobody,
      );
      await store.beginRotation(march, may, fromTop());
      expect((await store.checkpoint()).messagePositions).toMatchObject([{ channelId: '1' }]);
    });

    it('returns the tokens of the open month before it, and none without members', async () => {
      const tokens = await store.tokens(guildId, march);
      expect(members.map(({ member }) => tokens.of(member.number))).toEqual(members.map(({ member }) => member.token));
      expect(await store.tokens(guildId, april)).toMatchObject({ size: 0, numbersEnd: 0 });
      expect(await store.tokens('unknown guild', march)).toMatchObject({ size: 0, numbersEnd: 0 });
    });

    it('refuses members and counters of the closing month from its first step on', async () => {
      await store.beginRotation(march, april, fromTop());
      const late = aBatch(2, { deltas: [aDelta(messages(start, 1))] });
      await expect(store.commit(late, nobody)).rejects.toThrow('their month is not open');
      await expect(store.commit(aBatch(2, { members }), nobody)).rejects.toThrow('no month is open');
      await store.commit(aBatch(2, { observedUntilMs: 77 }), nobody);
      await store.openMonth(april);
      await expect(store.commit(aBatch(3, { deltas: late.deltas }), nobody)).rejects.toThrow('their month is not open');
      expect(await store.checkpoint()).toMatchObject({ batch: 2, observedUntilMs: 77 });
    });

    it('closes only the open month, and must end as it was begun', async () => {
      await expect(store.beginRotation(april, april + 1, fromTop())).rejects.toThrow('a month that is not open');
      await expect(store.openMonth(april)).rejects.toThrow('a rotation that was not begun');
      await store.beginRotation(march, april, fromTop());
      await expect(store.beginRotation(march, april + 1, fromTop())).rejects.toThrow('another rotation');
      await expect(store.openMonth(april + 1)).rejects.toThrow('a rotation that was not begun');
    });

    it('changes nothing when drawing tokens fails', async () => {
      const failing = () => {
        throw new Error('no tokens today');
      };
      await expect(store.beginRotation(march, april, failing)).rejects.toThrow('no tokens today');
      expect(await store.checkpoint()).toMatchObject({ rotation: null, voiceSessions: [{ member: 3 }] });
      expect((await store.tokens(guildId, march)).of(12)).toBe(0xb000_000c);
    });

    it('gives no token to a member who was erased after the draft', async () => {
      await store.draftTokens(march, fromTop());
      await store.eraseMember(guildId, 12, null);
      expect(await store.beginRotation(march, april, fromTop())).toBe(3);
      expect((await store.tokens(guildId, march)).has(12)).toBe(false);
    });

    it('draws all tokens again if more members were added than the draft has tokens for, or a guild was', async () => {
      await store.draftTokens(march, fromTop());
      const late = Array.from({ length: 100 }, (_, index) => 200 + index);
      const more = late.map((number) => ({ guildId, member: { number, token: 0xb000_0000 + number } }));
      const elsewhere = { guildId: '77', member: { number: 5, token: 0xb000_0005 } };
      await store.commit(aBatch(2, { guilds: [aGuild('77')], members: [...more, elsewhere] }), nobody);
      expect(await store.beginRotation(march, april, fromTop())).toBe(105);
      const tokens = await store.tokens(guildId, march);
      const all = [3, 12, ...late, 70_000].map((number) => tokens.of(number));
      expect(new Set(all).size).toBe(103);
      expect((await store.tokens('77', march)).of(5)).toBeGreaterThan(0xf000_0000);
    });

    it('marks a month as split permanently', async () => {
      await store.markSplit(march);
      await store.beginRotation(march, april, fromTop());
      await store.openMonth(april);
      await store.noteSaltDestroyed(march, 7);
      expect(await store.months(guildId)).toMatchObject([
        { month: march, isSealed: true, isSplit: true, saltDestroyedAtMs: 7 },
      ]);
    });
  });
}
