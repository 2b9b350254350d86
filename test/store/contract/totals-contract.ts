import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metricOf, totalMetrics } from '../../../src/core/metric.ts';
import { hoursOfMonth } from '../../../src/core/time.ts';
import { startsWithin, type Total } from '../../../src/core/total.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aTotal } from './a-total.ts';
import { describeForgottenTotals } from './forgotten-totals-contract.ts';
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
  wholeMonth,
} from './store-under-test.ts';

const today = start / 24;

/** What is counted without a member. */
export function describeTotals(make: MakeStore): void {
  describe('totals', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;
    let batch = 1;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      batch = 1;
      await store.openMonth(march);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)] }), nobody);
    });
    afterEach(() => underTest.dispose());

    async function commit(...totals: readonly Total[]): Promise<void> {
      batch += 1;
      await store.commit(aBatch(batch, { totals }), nobody);
    }

    const all = { metrics: totalMetrics, range: { from: wholeMonth.from, to: hoursOfMonth(april).to } };
    const found = (guild = guildId) => store.totals(guild, all);

    it('of one place become one by the fold of their metric, in a batch and between batches', async () => {
      await commit(aTotal('reaction', today, 2, { key: '👍' }), aTotal('reaction', today, 3, { key: '👍' }));
      await commit(aTotal('voice_peak', today, 7), aTotal('voice_peak', today, 5), aTotal('online', start, 9));
      await commit(
        aTotal('voice_peak', today, 6),
        aTotal('online', start, 0),
        aTotal('reaction', today, 1, { key: '👍' }),
      );
      store = await underTest.reopen();
      expect(await found()).toEqual([
        { ...aTotal('reaction', today, 6, { key: '👍' }), grain: 'day' },
        { ...aTotal('voice_peak', today, 7), grain: 'day' },
        { ...aTotal('online', start, 0), grain: 'hour' },
      ]);
    });

    it('are apart by guild, metric, start, channel and key', async () => {
      const totals = [
        aTotal('tenure', today, 1, { key: '0' }),
        aTotal('joiners', today, 2),
        aTotal('joiners', today + 1, 3),
        aTotal('message_kind', today, 4, { channel: 1, key: 'reply' }),
        aTotal('message_kind', today, 5, { channel: 1, key: 'sticker' }),
        aTotal('message_kind', today, 6, { channel: 2, key: 'reply' }),
      ];
      await commit(...totals.toReversed(), aTotal('joiners', today, 7, { guildId: otherId }));
      expect(await found()).toMatchObject(totals);
      expect(await found(otherId)).toMatchObject([{ metric: 'joiners', amount: 7 }]);
      expect(await found('unknown guild')).toEqual([]);
    });

    it('are not added again when their batch comes again', async () => {
      await commit(aTotal('joiners', today, 2));
      batch -= 1;
      await commit(aTotal('joiners', today, 2));
      expect(await found()).toMatchObject([{ amount: 2 }]);
    });

    it('are lowered by a batch, once, and go when nothing is left', async () => {
      const joined = (amount: number) => aTotal('newcomer_way', march, amount, { key: 'joined' });
      const left = (amount: number) => aTotal('newcomer_way', march, amount, { key: 'left' });
      await commit(joined(5), left(2));
      const lower = async (number: number, ...lowered: Total[]) => {
        await store.commit(aBatch(number, { totals: [left(1)], lowered }), nobody);
      };
      for (const _again of [1, 2]) await lower(3, joined(2), joined(1), aTotal('joiners', today, 1));
      expect(await found()).toMatchObject([joined(2), left(3)]);
      await lower(4, joined(2), left(9));
      expect(await found()).toEqual([]);
      await expect(lower(5, aTotal('voice_peak', today, 1))).rejects.toThrow('no sum');
      await expect(lower(5, aTotal('joiners', today - 1, 1))).rejects.toThrow('not open');
    });

    it('are given of the metrics that are asked for, where their span begins in the range', async () => {
      await commit(
        ...[0, 1, 2].map((later) => aTotal('joiners', today + later, 1)),
        ...[0, 1, 24].map((later) => aTotal('online', start + later, 1)),
        aTotal('app', march, 1, { key: 'bot' }),
      );
      const starts = async (metric: 'joiners' | 'online' | 'app', from: number, to: number) => {
        const totals = await store.totals(guildId, {
          metrics: [metric],
          range: { from: start + from, to: start + to },
        });
        return totals.map((total) => total.start - { joiners: today, online: start, app: march }[metric]);
      };
      expect(await starts('joiners', 0, 24)).toEqual([0]);
      expect(await starts('joiners', 0, 25)).toEqual([0, 1]);
      expect(await starts('joiners', 1, 72)).toEqual([1, 2]);
      expect(await starts('joiners', 1, 24)).toEqual([]);
      expect(await starts('online', 1, 24)).toEqual([1]);
      expect(await starts('app', -5, 1)).toEqual([0]);
      expect(await starts('app', 1, 744)).toEqual([]);
      expect(await store.totals(guildId, { metrics: [], range: wholeMonth })).toEqual([]);
    });

    it.each<[string, Total]>([
      ['of a metric that is a counter', aTotal('msg' as never, today, 1)],
      ['of nothing', aTotal('joiners', today, 0)],
      ['of a half', aTotal('joiners', today, 1.5)],
      ['of no time', aTotal('joiners', Number.NaN, 1)],
      ['with a channel where there is none', aTotal('joiners', today, 1, { channel: 3 })],
      ['without a channel where there is one', aTotal('attachment', today, 1, { key: 'image' })],
      ['with a key that is too long', aTotal('reaction', today, 1, { key: 'x'.repeat(65) })],
      ['of a month that is closed', aTotal('joiners', today - 1, 1)],
      ['of a guild that is not known', aTotal('joiners', today, 1, { guildId: '300000000000000009' })],
      ['whose sum is too great', aTotal('joiners', today, Number.MAX_SAFE_INTEGER)],
    ])('%s are refused, and all others of the batch can be written', async (_what, refused) => {
      await commit(aTotal('joiners', today, 1));
      const totals = [aTotal('voice_peak', today, 2), refused, aTotal('app', march, 3, { key: 'bot' })];
      const poisoned = aBatch(batch + 1, { totals });
      await expect(store.commit(poisoned, nobody)).rejects.toThrow();
      expect(await found()).toHaveLength(1);
      const { batch: rest, refused: rows } = await store.screen(poisoned);
      expect(rows).toMatchObject([{ part: 'totals', row: refused }]);
      await store.commit(rest, nobody);
      expect((await found()).map(({ amount }) => amount)).toEqual([1, 3, 2]);
    });

    it('of channels, and of tenure, go with channels that are refused, for the numbers mean nothing then', async () => {
      const channel = { id: '7', kind: 'forum' as never, name: 'x', number: 3, isDeleted: false };
      const lost = [
        aTotal('tenure', today, 1, { key: '0' }),
        aTotal('attachment', today, 1, { channel: 3, key: 'image' }),
      ];
      const totals = [aTotal('joiners', today, 2), ...lost, aTotal('joiners', today, 4, { guildId: otherId })];
      const { batch: rest, refused } = await store.screen(aBatch(2, { channels: [{ guildId, channel }], totals }));
      expect(refused.map(({ part }) => part)).toEqual(['channels', 'totals', 'totals']);
      expect(rest.totals).toEqual([totals[0], totals[3]]);
    });

    it('of a month that is closed, or being closed, are refused; of one that waits for the next they are taken', async () => {
      await store.beginRotation(march, april, fromTop());
      await expect(commit(aTotal('joiners', today, 1))).rejects.toThrow('not open');
      batch -= 1;
      await commit(aTotal('device', april, 1, { key: 'web' }));
      await store.openMonth(april);
      await expect(commit(aTotal('app', march, 1, { key: 'bot' }))).rejects.toThrow('not open');
      expect(await found()).toMatchObject([{ metric: 'device', start: april }]);
    });

    it('tell a starting bot which keys the open month has, of metrics that may have only so many', async () => {
      await commit(
        aTotal('reaction', today, 1, { key: 'b' }),
        aTotal('reaction', today + 1, 1, { key: 'b' }),
        aTotal('reaction', today, 1, { key: 'a' }),
        aTotal('link_domain', today, 1, { key: 'a', guildId: otherId }),
        aTotal('language', march, 1, { key: 'de' }),
      );
      expect((await store.checkpoint()).totalKeys).toEqual([
        { guildId, metric: 'reaction', key: 'a', month: march },
        { guildId, metric: 'reaction', key: 'b', month: march },
        { guildId: otherId, metric: 'link_domain', key: 'a', month: march },
      ]);
      await closeMonth(store, march);
      expect((await store.checkpoint()).totalKeys).toEqual([]);
    });

    it('make a month one in which something was counted', async () => {
      const isUntouched = async () => (await store.lanes()).find(({ lane }) => lane === store.lane)?.isUntouched;
      expect(await isUntouched()).toBe(true);
      await commit(aTotal('online', start + 5, 1));
      expect(await isUntouched()).toBe(false);
      await closeMonth(store, march);
      expect(await isUntouched()).toBe(true);
    });

    it('go with their guild', async () => {
      await commit(aTotal('joiners', today, 2), aTotal('joiners', today, 4, { guildId: otherId }));
      await store.removeGuild(guildId);
      await store.commit(aBatch(batch + 1, { guilds: [aGuild(guildId)] }), nobody);
      expect(await found()).toEqual([]);
      expect(await found(otherId)).toMatchObject([{ amount: 4 }]);
    });

    it('are, for any batches, what a naive map gives', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 8 }), rangeArbitrary, async (steps, range) => {
          const made = await make();
          try {
            let lane = made.store;
            await lane.openMonth(march);
            await lane.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)] }), nobody);
            let number = 1;
            for (const step of steps) {
              if (step === 'reopen') lane = await made.reopen();
              else {
                number += 1;
                for (const _again of [1, 2]) await lane.commit(aBatch(number, { totals: step }), nobody);
              }
            }
            const committed = steps.flatMap((step) => (step === 'reopen' ? [] : step));
            expect(await lane.totals(guildId, { metrics: totalMetrics, range })).toEqual(naive(committed, range));
          } finally {
            await made.dispose();
          }
        }),
        { numRuns: 40 },
      );
    });
  });

  describeForgottenTotals(make);
}

const totalArbitrary: fc.Arbitrary<Total> = fc
  .record({ metric: fc.constantFrom(...totalMetrics), guild: fc.constantFrom(guildId, guildId, otherId) })
  .chain(({ metric, guild }) => {
    const { grain, scope } = metricOf(metric);
    const { from } = startsWithin(grain, wholeMonth);
    return fc.record({
      guildId: fc.constant(guild),
      metric: fc.constant(metric),
      start: grain === 'month' ? fc.constant(march) : fc.nat(2).map((later) => from + later),
      channel: scope === 'channel' ? fc.integer({ min: 1, max: 2 }) : fc.constant(0),
      key: fc.constantFrom('', 'a', 'é', '👍'),
      amount: fc.integer({ min: 1, max: 9 }),
    });
  });

const stepArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.array(totalArbitrary, { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
);

const rangeArbitrary = fc
  .tuple(fc.integer({ min: -2, max: 50 }), fc.integer({ min: 0, max: 60 }))
  .map(([from, length]) => ({ from: start + from, to: start + from + length }));

/** A map by place. It shares no code with the store. */
function naive(totals: readonly Total[], range: { readonly from: number; readonly to: number }): unknown[] {
  const map = new Map<string, Total>();
  for (const total of totals) {
    const place = [total.metric, total.start, total.channel, total.key].join();
    const before = map.get(place)?.amount;
    if (total.guildId !== guildId) continue;
    const { fold } = metricOf(total.metric);
    const folded = { sum: (before ?? 0) + total.amount, max: Math.max(before ?? 0, total.amount), last: total.amount };
    map.set(place, { ...total, amount: folded[fold] });
  }
  const hoursBefore = { hour: (at: number) => at, day: (at: number) => at * 24, month: () => start };
  return [...map.values()]
    .map((total) => ({ ...total, grain: metricOf(total.metric).grain }))
    .filter(({ grain, start: at }) => hoursBefore[grain](at) >= range.from && hoursBefore[grain](at) < range.to)
    .sort(
      (a, b) =>
        metricOf(a.metric).id - metricOf(b.metric).id ||
        a.start - b.start ||
        a.channel - b.channel ||
        Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
    );
}
