import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Channel, categoryOf, noCategoryId } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { totalMetrics } from '../../../src/core/metric.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { dayMs, hoursOfMonth, startOfMonthMs } from '../../../src/core/time.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { DeletedChannel } from '../../../src/store/month-store.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { noSummaries } from '../no-summaries.ts';
import { aTotal } from './a-total.ts';
import { aDelta, countersOf, messages, plainSum } from './counters-of.ts';
import {
  april,
  fromTop,
  guildId,
  type MakeStore,
  march,
  type StoreUnderTest,
  start,
  wholeMonth,
} from './store-under-test.ts';

const marchMs = startOfMonthMs(march);
const aprilMs = startOfMonthMs(april);
/** The ids of a channel created before March, and of two created in March. */
const [oldId, newId, otherNewId] = [marchMs - dayMs, marchMs + dayMs, marchMs + 2 * dayMs].map(firstSnowflakeAt) as [
  string,
  string,
  string,
];
const categoryId = firstSnowflakeAt(marchMs - 9 * dayMs);

const all = () => true;
const none = () => false;

/** Deleted channels when a month is sealed. */
export function describeDeletedChannels(make: MakeStore): void {
  describe('deleted channels of a closing month', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;
    let batch: number;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      batch = 0;
      await store.openMonth(march);
      await commit({ guilds: [aGuild(guildId)] });
    });
    afterEach(() => underTest.dispose());

    function commit(changes: Parameters<typeof aBatch>[1]): Promise<void> {
      batch += 1;
      return store.commit(aBatch(batch, { observedUntilMs: marchMs + 10 * dayMs, ...changes }), nobody);
    }

    function putChannels(channels: readonly Channel[], observedUntilMs = marchMs + 10 * dayMs): Promise<void> {
      return commit({ channels: channels.map((channel) => ({ guildId, channel })), observedUntilMs });
    }

    function channel(id: string, number: number, changes: Partial<Channel> = {}): Channel {
      return { id, kind: 'text', name: `name of ${id}`, number, isDeleted: true, ...changes };
    }

    function category(number: number, id = categoryId): Channel {
      return { id, kind: 'category', name: 'Café', number, isDeleted: id === noCategoryId };
    }

    /** Counters of March in a channel, of `people` members. */
    function countersIn(channel: number, people = 1, month = march): Counter[] {
      const { from } = hoursOfMonth(month);
      return Array.from({ length: people }, (_, member) => ({ ...messages(from + channel, 2, member), channel }));
    }

    function count(counters: readonly Counter[], month = march): Promise<void> {
      return commit({ deltas: [{ ...aDelta(counters), month }] });
    }

    async function hide(isHidden: (channel: DeletedChannel) => boolean = all, month = march) {
      await store.beginRotation(month, month + 1, fromTop());
      return store.hideDeletedChannels(month, month + 1, isHidden);
    }

    const names = async () => (await store.channels(guildId)).map(({ id }) => id);
    const channelsWithCounters = async (month = march) => {
      const counters = await countersOf(store, hoursOfMonth(month));
      return [...new Set(counters.map((counter) => counter.channel))];
    };

    it('are passed to isHidden with what is known of them, and no other channels are', async () => {
      await putChannels([
        category(9),
        channel(newId, 1, { isPrivate: true, categoryId }),
        channel(otherNewId, 2),
        channel(oldId, 3, { isDeleted: false }),
      ]);
      await count([...countersIn(1, 3), ...countersIn(2), ...countersIn(3, 7)]);
      await store.compact(start + 2);
      await count(countersIn(1, 5)); // Three of the five people are known already.
      const asked: DeletedChannel[] = [];
      await hide((about) => {
        asked.push(about);
        return false;
      });
      expect(asked).toEqual([
        { isPrivate: true, livedMs: 9 * dayMs, people: 5 },
        { isPrivate: false, livedMs: 8 * dayMs, people: 1 },
      ]);
      expect(await channelsWithCounters()).toEqual([1, 2, 3]);
    });

    it('that lose their names count for their category, or for none, and are deleted', async () => {
      await putChannels([
        category(9),
        category(8, noCategoryId),
        channel(newId, 1, { categoryId }),
        channel(otherNewId, 2),
      ]);
      await count([...countersIn(1, 3), ...countersIn(2), ...countersIn(9)]);
      const before = await countersOf(store, wholeMonth);
      expect(await hide()).toEqual([newId, otherNewId].map((id) => ({ guildId, id })));
      expect(await names()).toEqual([noCategoryId, categoryId]);
      const moved = before.map((counter) => ({ ...counter, channel: counter.channel === 2 ? 8 : 9 }));
      expect(await countersOf(store, wholeMonth)).toEqual(plainSum(moved));
    });

    it('take their totals of the month with them, and no others', async () => {
      await putChannels([category(9), channel(newId, 1, { categoryId }), channel(oldId, 3, { isDeleted: false })]);
      await count([...countersIn(1), ...countersIn(3)]);
      const day = start / 24;
      await commit({
        totals: [
          aTotal('message_kind', day, 2, { channel: 1, key: 'reply' }),
          aTotal('message_kind', day, 3, { channel: 9, key: 'reply' }),
          aTotal('message_kind', day, 4, { channel: 3, key: 'reply' }),
          aTotal('reply_delay', march, 5, { channel: 1, key: '7' }),
          aTotal('removal', day, 6, { key: 'ban' }),
        ],
      });
      await hide(({ livedMs }) => livedMs < 30 * dayMs);
      const found = await store.totals(guildId, { metrics: totalMetrics, range: wholeMonth });
      expect(found.map(({ metric, channel: number, key, amount }) => `${metric} ${number} ${key} ${amount}`)).toEqual([
        'message_kind 3 reply 4',
        'message_kind 9 reply 5',
        'reply_delay 9 7 5',
        'removal 0 ban 6',
      ]);
    });

    it('can be many', async () => {
      const numbers = Array.from({ length: 600 }, (_, index) => index + 10);
      const ids = numbers.map((number) => String(BigInt(newId) + BigInt(number)));
      await putChannels([category(9), ...ids.map((id, index) => channel(id, index + 10, { categoryId }))]);
      const daily = Array.from({ length: 31 * 300 }, (_, index) =>
        aTotal('message_kind', start / 24 + (index % 31), 1, { channel: 1000 + Math.floor(index / 31), key: 'reply' }),
      );
      const hidden = numbers.map((number) => aTotal('message_kind', start / 24, 1, { channel: number, key: 'reply' }));
      await commit({ totals: [...daily, ...hidden] });
      await store.beginRotation(march, april, fromTop());
      await store.hideDeletedChannels(march, april, all);
      const found = await store.totals(guildId, { metrics: ['message_kind'], range: wholeMonth });
      expect(found[0]).toMatchObject({ channel: 9, key: 'reply', amount: 600 });
    });

    it('are kept while a pruned month has totals of them', async () => {
      await putChannels([channel(newId, 1, { isDeleted: false })]);
      await count(countersIn(1, 5));
      await commit({ totals: [aTotal('attachment', start / 24, 2, { channel: 1, key: 'image' })] });
      await hide(none);
      await store.openMonth(april);
      await store.noteSaltDestroyed(march, 1);
      await putChannels([category(8, noCategoryId), channel(newId, 1)], aprilMs + dayMs);
      await store.pruneMonth(guildId, { month: march, row: { label: '', totalUsers: 1 } as never }, noSummaries);
      expect(await hide(all, april)).toEqual([]);
      expect(await names()).toEqual([noCategoryId, newId]);
    });

    it('can be hidden again after a crash, which changes nothing', async () => {
      await putChannels([category(8, noCategoryId), channel(newId, 1)]);
      await count(countersIn(1, 3));
      await hide();
      const hidden = await countersOf(store, wholeMonth);
      store = await underTest.reopen();
      expect(await hide()).toEqual([]);
      expect(await countersOf(store, wholeMonth)).toEqual(hidden);
    });

    it('are kept as long as an earlier month has their counters', async () => {
      await putChannels([channel(newId, 1, { isDeleted: false })]);
      await count(countersIn(1));
      await hide(none);
      await store.openMonth(april);
      await store.noteSaltDestroyed(march, 1);
      await putChannels([category(8, noCategoryId), channel(newId, 1)], aprilMs + dayMs);
      await count(countersIn(1, 1, april), april);
      expect(await hide(all, april)).toEqual([]);
      expect(await names()).toEqual([noCategoryId, newId]);
      expect([await channelsWithCounters(march), await channelsWithCounters(april)]).toEqual([[1], [8]]);

      await store.openMonth(april + 1);
      await store.noteSaltDestroyed(april, 1);
      const row = { label: '', totalUsers: 1 } as never;
      await store.pruneMonth(guildId, { month: march, row }, noSummaries);
      expect(await hide(all, april + 1)).toEqual([{ guildId, id: newId }]);
    });

    it('keep their number for the next month, in which they were deleted', async () => {
      await putChannels([category(8, noCategoryId), channel(newId, 1)], aprilMs + 1);
      await count(countersIn(1));
      expect(await hide()).toEqual([]);
      expect(await channelsWithCounters()).toEqual([8]);
      await store.openMonth(april);
      await count(countersIn(1, 1, april), april);
      expect(await hide(all, april)).toEqual([{ guildId, id: newId }]);
      expect([await channelsWithCounters(march), await channelsWithCounters(april)]).toEqual([[8], [8]]);
    });

    it('are kept if they lost their name in one month and keep it in the next', async () => {
      await putChannels([category(8, noCategoryId), channel(newId, 1)], aprilMs);
      await count(countersIn(1));
      expect(await hide()).toEqual([]);
      await store.openMonth(april);
      await count(countersIn(1, 7, april), april);
      expect(await hide(({ people }) => people < 5, april)).toEqual([]);
      expect(await names()).toEqual([noCategoryId, newId]);
      expect([await channelsWithCounters(march), await channelsWithCounters(april)]).toEqual([[8], [1]]);
    });

    it('of earlier months are not touched, and neither are restored ones', async () => {
      await putChannels([category(8, noCategoryId), channel(oldId, 1)], marchMs - 1);
      await putChannels([channel(newId, 2)]);
      await putChannels([channel(newId, 2, { isDeleted: false })]);
      await count([...countersIn(1), ...countersIn(2)]);
      expect(await hide()).toEqual([]);
      expect(await channelsWithCounters()).toEqual([1, 2]);
    });

    it('without counters in the month are deleted too', async () => {
      await putChannels([channel(newId, 1)]);
      expect(await hide(({ people }) => people === 0)).toEqual([{ guildId, id: newId }]);
      expect(await names()).toEqual([]);
    });

    it('change only the sums of channels, whatever was counted', async () => {
      const counted = fc.array(
        fc.record({
          hour: fc.integer({ min: wholeMonth.from, max: wholeMonth.to - 1 }),
          metric: fc.constantFrom('msg' as const, 'voice' as const),
          channel: fc.integer({ min: 1, max: 6 }),
          member: fc.nat(20),
          amount: fc.integer({ min: 1, max: 1e6 }),
        }),
        { minLength: 1, maxLength: 300 },
      );
      const [[counters = [], hiddenNumbers = []] = []] = fc.sample(
        fc.tuple(counted, fc.subarray([1, 2, 3, 4, 5], { minLength: 1 })),
        1,
      );
      const channels = [1, 2, 3, 4, 5].map((number) => channel(String(BigInt(newId) + BigInt(number)), number));
      await putChannels([category(6, noCategoryId), ...channels]);
      await count(counters.slice(0, 200));
      await store.compact(wholeMonth.to);
      await count(counters);
      const before = await countersOf(store, wholeMonth);
      let asked = 0;
      await hide(() => {
        asked += 1;
        return hiddenNumbers.includes(asked); // They are ordered by id.
      });
      const channelsById = new Map([category(6, noCategoryId), ...channels].map((known) => [known.id, known]));
      const naive = before.map((counter) => {
        const of = channels.find(({ number }) => number === counter.channel);
        if (of === undefined || !hiddenNumbers.includes(of.number)) return counter;
        return { ...counter, channel: categoryOf(of, channelsById)?.number ?? 0 };
      });
      expect(await countersOf(store, wholeMonth)).toEqual(plainSum(naive));
    });
  });
}
