import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LaneLost } from '../../../src/core/errors.ts';
import { hourMs } from '../../../src/core/time.ts';
import type { Lanes } from '../../../src/store/lanes.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
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

/** In lane 1 of two and of three, and in lane 1 of two and lane 2 of three. */
const secondId = '300000000004194305';
const thirdId = '300000000020971521';

/** What becomes of the guilds when there are more lanes, or fewer. */
export function describeDivision(name: string, make: MakeStore): void {
  describe(`${name}, divided`, () => {
    const ids = [guildId, secondId, thirdId];
    let underTest: StoreUnderTest;
    let lanes: Lanes;

    beforeEach(async () => {
      underTest = await make();
      ({ lanes } = underTest);
    });
    afterEach(() => underTest.dispose());

    /** Counts in all guilds, one with members, by one lane. */
    async function count(): Promise<void> {
      const session = { shardId: 0, shardCount: 1, sessionId: 'abc', resumeUrl: 'ws://x', intents: 1, sequence: 1 };
      await lanes.open(0).openMonth(march);
      await lanes.open(0).commit(
        aBatch(1, {
          observedUntilMs: start * hourMs + 9000,
          gatewayPosition: { ...session, countedAbove: [] },
          guilds: ids.map((id) => aGuild(id)),
          members: ids.slice(0, 2).map((id) => ({ guildId: id, member: { number: 5, token: 0xa000_0005 } })),
          deltas: ids.map((id) => aDelta(messages(start, 1), id)),
          voiceSessions: ids.slice(1).map((id) => ({ guildId: id, member: 5, channelId: '9', countedUntilMs: 1 })),
          gaps: ids.map((id) => ({ guildId: id, fromMs: start * hourMs, toMs: null })),
        }),
        nobody,
      );
    }

    async function guildsOf(lane: number): Promise<string[]> {
      return (await lanes.open(lane).checkpoint()).guilds.map(({ id }) => id);
    }

    it('has one lane at first, without anything', async () => {
      const nothing = {
        batch: 0,
        openMonth: null,
        rotation: null,
        observedUntilMs: null,
        members: 0,
        isUntouched: true,
      };
      expect(await lanes.lanes()).toEqual([{ lane: 0, ...nothing }]);
      await lanes.divide(3);
      expect(await lanes.lanes()).toEqual([0, 1, 2].map((lane) => ({ lane, ...nothing })));
    });

    it('has each guild in the lane of its shard, with all that is known of it', async () => {
      await count();
      await lanes.divide(2);
      expect([await guildsOf(0), await guildsOf(1)]).toEqual([[guildId], [secondId, thirdId]]);
      const { members, voiceSessions, openGaps, recentCounters } = await lanes.open(1).checkpoint();
      expect(members).toEqual(new Map([[secondId, [{ number: 5, token: 0xa000_0005 }]]]));
      expect(voiceSessions.map((session) => session.guildId)).toEqual([secondId, thirdId]);
      expect(openGaps.map((gap) => gap.guildId)).toEqual([secondId, thirdId]);
      expect([...recentCounters.keys()].sort()).toEqual([secondId, thirdId]);
      expect(await countersOf(lanes.open(0), wholeMonth, thirdId)).toEqual([messages(start, 1)]);
    });

    it('has no session any more, and goes on with the batches that each lane has', async () => {
      await count();
      await lanes.divide(2);
      expect(await lanes.lanes()).toMatchObject([
        { batch: 1, openMonth: march },
        { batch: 0, openMonth: march },
      ]);
      for (const lane of [0, 1]) expect((await lanes.open(lane).checkpoint()).gatewayPosition).toBeNull();
      await lanes.open(1).commit(aBatch(1, { deltas: [aDelta(messages(start, 1), secondId)] }), nobody);
      await lanes.open(0).commit(aBatch(2), nobody);
    });

    it('says of the open month that a person may be counted twice where a guild with members moved', async () => {
      await count();
      await lanes.divide(2);
      const isSplit = async (id: string) => (await lanes.months(id)).map((month) => month.isSplit);
      expect([await isSplit(guildId), await isSplit(secondId), await isSplit(thirdId)]).toEqual([
        [false],
        [true],
        [false],
      ]);
    });

    it('says nothing of the kind of a month that is sealed', async () => {
      await count();
      await closeMonth(lanes.open(0), march);
      await lanes.divide(2);
      expect(await lanes.months(secondId)).toMatchObject([{ month: march, isSplit: false }]);
    });

    it('has seen what the lane saw that saw most, and the guilds of the others have a gap', async () => {
      await count();
      await lanes.divide(2);
      await lanes.open(0).commit(aBatch(2, { observedUntilMs: start * hourMs + 7000 }), nobody);
      const seen = { guildId: secondId, fromMs: start * hourMs, toMs: start * hourMs + 1000 };
      await lanes.open(1).commit(aBatch(1, { observedUntilMs: start * hourMs + 5000, gaps: [seen] }), nobody);
      await lanes.divide(3);
      const most = { observedUntilMs: start * hourMs + 7000 };
      expect(await lanes.lanes()).toMatchObject([most, most, most]);
      const gaps = await Promise.all(ids.map((id) => lanes.gaps(id, { from: start, to: start + 1 })));
      const open = (id: string, second: number) => {
        return { guildId: id, fromMs: start * hourMs + second * 1000, toMs: null };
      };
      expect(gaps.map((of) => of.at(-1))).toEqual([open(guildId, 0), open(secondId, 5), open(thirdId, 0)]);
      expect([await guildsOf(0), await guildsOf(1), await guildsOf(2)]).toEqual([[guildId], [secondId], [thirdId]]);
    });

    it('into fewer lanes has all guilds in those, also those whose id is none of Discord’s', async () => {
      await count();
      await lanes.divide(3);
      await lanes.open(2).commit(aBatch(1, { guilds: [aGuild('no snowflake')] }), nobody);
      await lanes.divide(1);
      expect(await guildsOf(0)).toEqual([...ids, 'no snowflake']);
      expect(await lanes.lanes()).toMatchObject([{ lane: 0, batch: 1 }]);
      await expect(lanes.open(2).checkpoint()).rejects.toThrow('there is no lane 2');
    });

    it('as before changes nothing', async () => {
      await count();
      const store = lanes.open(0);
      const before = await store.checkpoint();
      await store.beginRotation(march, april, fromTop());
      await store.openMonth(april);
      await lanes.divide(1);
      expect(await store.checkpoint()).toMatchObject({ guilds: before.guilds, batch: 1 });
      expect(lanes.open(0)).toBe(store);
    });

    it('is refused while lanes are in different months, or closing one, and then changes nothing', async () => {
      await count();
      await lanes.divide(2);
      const [first, second] = [lanes.open(0), lanes.open(1)];
      await first.beginRotation(march, april, fromTop());
      await expect(lanes.divide(3)).rejects.toThrow('closing a month');
      await first.openMonth(april);
      await expect(lanes.divide(3)).rejects.toThrow('different months');
      await closeMonth(second, march);
      await expect(lanes.divide(3)).rejects.toThrow('closing a month');
      await first.noteSaltDestroyed(march, 1);
      expect(await guildsOf(1)).toEqual([secondId, thirdId]);
      await lanes.divide(3);
      expect(await lanes.lanes()).toHaveLength(3);
    });

    it.each([0, -1, 1.5, Number.NaN])('is refused for %s lanes', async (count) => {
      await expect(lanes.divide(count)).rejects.toThrow('at least one lane');
    });

    it('has lost every lane that was open before, for good', async () => {
      await count();
      const store = lanes.open(0);
      const reading = store.readCounters(guildId, wholeMonth)[Symbol.asyncIterator]();
      await reading.next();
      const divided = lanes.divide(2);
      const tooLate = store.commit(aBatch(2, { guilds: [aGuild(guildId, { name: 'renamed' })] }), nobody);
      await expect(tooLate).rejects.toBeInstanceOf(LaneLost);
      await divided;
      await reading.next();
      const person = { identity: Buffer.alloc(16), membership: Buffer.alloc(16), bare: Number, passedOver: null };
      const attempts = [
        () => store.checkpoint(),
        () => store.lanes(),
        () => store.guild(guildId),
        () => store.readCounters(guildId, wholeMonth)[Symbol.asyncIterator]().next(),
        () => store.screen(aBatch(2)),
        () => store.compact(start + 1),
        () => store.beginRotation(march, april, fromTop()),
        () => store.removeGuild(guildId),
        () => store.forget(),
        () => store.readPeople({ month: march, keyCheck: Buffer.alloc(16) }, () => {}),
        () => store.erasePerson(person),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toBeInstanceOf(LaneLost);
      expect(await lanes.guild(guildId)).toEqual(aGuild(guildId));
      await lanes.open(0).commit(aBatch(2), nobody);
    });
  });
}
