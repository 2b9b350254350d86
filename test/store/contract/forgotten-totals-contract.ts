import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import { totalMetrics } from '../../../src/core/metric.ts';
import { dayMs, hoursOfMonth } from '../../../src/core/time.ts';
import type { Total } from '../../../src/core/total.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { keptRow } from '../../columns/report-rows.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { noSummaries } from '../no-summaries.ts';
import { aTotal, tenureTotal } from './a-total.ts';
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
  wholeMonth,
} from './store-under-test.ts';

const today = start / 24;

/** Totals when a member is erased, and when a month is closed, pruned, or long over. */
export function describeForgottenTotals(make: MakeStore): void {
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

    async function commit(totals: readonly Total[], ...counters: readonly Counter[]): Promise<void> {
      batch += 1;
      const numbers = [...new Set(counters.map(({ member }) => member))];
      const members = numbers.map((number) => ({ guildId, member: { number, token: 0xa000_0000 + number } }));
      const deltas = counters.length === 0 ? [] : [aDelta(counters)];
      await store.commit(aBatch(batch, { totals, deltas, members }), nobody);
    }

    const all = { metrics: totalMetrics, range: { from: 0, to: hoursOfMonth(april).to } };
    const found = async (guild = guildId) => {
      const totals = await store.totals(guild, all);
      return totals.map(({ metric, grain, start: at, channel, key, amount }) =>
        [metric, grain, at, channel, key, amount].join(' '),
      );
    };

    describe('of an erased member', () => {
      it('lose the share of the day and channel, the month and channel, or the day of the guild', async () => {
        await commit(
          [
            aTotal('message_kind', today, 10, { channel: 1, key: 'reply' }),
            aTotal('message_kind', today, 1, { channel: 1, key: 'poll' }),
            aTotal('message_kind', today + 1, 10, { channel: 1, key: 'reply' }),
            aTotal('attachment', today, 10, { channel: 2, key: 'image' }),
            aTotal('reply_delay', march, 9, { channel: 1, key: '4' }),
            aTotal('reply_delay', march, 9, { channel: 2, key: '4' }),
            aTotal('reaction', today, 100, { key: '👍' }),
            aTotal('link_domain', today, 7, { key: 'example.org' }),
            aTotal('voice_peak', today, 5),
            aTotal('joiners', today, 5),
            aTotal('removal', today, 5, { key: 'ban' }),
            aTotal('app', march, 5, { key: 'bot' }),
          ],
          messages(start, 1, 5),
          messages(start, 1, 6),
          messages(start + 2, 1, 6),
          messages(start + 24, 6, 6),
          { ...messages(start, 1, 6), channel: 2 },
        );
        await store.commit(
          aBatch(batch + 1, { totals: [aTotal('reaction', today, 8, { guildId: otherId, key: 'x' })] }),
          nobody,
        );
        await store.eraseMember(guildId, 5, null);
        store = await underTest.reopen();
        expect(await found()).toEqual([
          `joiners day ${today} 0  5`,
          `app month ${march} 0 bot 5`,
          `message_kind day ${today} 1 reply 6`,
          `message_kind day ${today + 1} 1 reply 10`,
          `attachment day ${today} 2 image 10`,
          `reaction day ${today} 0 👍 75`,
          `reply_delay month ${march} 1 4 8`,
          `reply_delay month ${march} 2 4 9`,
          `voice_peak day ${today} 0  5`,
          `link_domain day ${today} 0 example.org 5`,
          `removal day ${today} 0 ban 5`,
        ]);
        expect(await found(otherId)).toEqual([`reaction day ${today} 0 x 8`]);
      });

      it('are deleted if no one else wrote, and stay if the member did not write', async () => {
        await commit(
          [aTotal('attachment', today, 3, { channel: 1, key: 'image' }), aTotal('reaction', today, 2, { key: 'a' })],
          messages(start, 4, 5),
          { hour: start, metric: 'voice', channel: 1, member: 6, amount: 5000 },
        );
        await store.eraseMember(guildId, 6, null);
        expect(await found()).toHaveLength(2);
        await store.eraseMember(guildId, 5, null);
        expect(await found()).toEqual([]);
      });

      it('equal a naive count, for any messages', async () => {
        const message = fc.record({ day: fc.nat(2), channel: fc.integer({ min: 1, max: 2 }), member: fc.nat(2) });
        await fc.assert(
          fc.asyncProperty(fc.array(message, { maxLength: 30 }), fc.boolean(), async (written, isMerged) => {
            const made = await make();
            try {
              const lane = made.store;
              await lane.openMonth(march);
              await lane.commit(aBatch(1, { guilds: [aGuild(guildId)] }), nobody);
              const places = [0, 1, 2].flatMap((day) => [1, 2].map((channel) => ({ day, channel })));
              const totals = places.map(({ day, channel }) =>
                aTotal('message_kind', today + day, 50, { channel, key: 'reply' }),
              );
              const deltas = written.map(({ day, channel, member }) =>
                aDelta({ ...messages(start + day * 24, 1, member), channel }),
              );
              await lane.commit(aBatch(2, { totals, deltas }), nobody);
              if (isMerged) await lane.compact(start + 48);
              await lane.eraseMember(guildId, 1, null);
              const left = places.map(({ day, channel }) => {
                const there = written.filter((one) => one.day === day && one.channel === channel);
                const rest = there.filter(({ member }) => member !== 1).length;
                return there.length === rest ? 50 : Math.floor((50 * rest) / there.length);
              });
              const kept = await lane.totals(guildId, { metrics: ['message_kind'], range: wholeMonth });
              expect(kept.map(({ amount }) => amount)).toEqual(left.filter((amount) => amount > 0));
            } finally {
              await made.dispose();
            }
          }),
          { numRuns: 25 },
        );
      });

      it('lose the member from the tenure, once per active day, and never go below 0', async () => {
        const voice = (hour: number, amount: number) =>
          ({ hour, metric: 'voice', channel: 4, member: 5, amount }) as const;
        const tenure = ([day, of, members]: readonly [number, 0 | 7 | 8, number]) =>
          tenureTotal(guildId, today + day, of, members);
        const perDay = (
          [
            [0, 7, 1],
            [1, 8, 3],
            [2, 8, 2],
            [3, 8, 1],
            [3, 0, 1],
          ] as const
        ).map(tenure);
        await commit(perDay, messages(start, 1, 5), messages(start + 1, 3, 5), messages(start + 25, 1, 5));
        await store.commit(
          aBatch(batch + 1, {
            deltas: [
              aDelta([voice(start + 48, 600), voice(start + 72, 999)]),
              aDelta([voice(start + 48, 600), messages(start + 96, 1, 5)]),
            ],
          }),
          nobody,
        );
        const days = await store.eraseMember(guildId, 5, (today - 7) * dayMs);
        expect(days).toEqual(new Set([today, today + 1, today + 2, today + 4]));
        expect(await found()).toEqual([
          `tenure day ${today + 1} 0 8 2`,
          `tenure day ${today + 2} 0 8 1`,
          `tenure day ${today + 3} 0 0 1`,
          `tenure day ${today + 3} 0 8 1`,
        ]);
      });
    });

    describe('of a closed month', () => {
      it('can be replaced repeatedly for some metrics', async () => {
        await commit([aTotal('joiners', today, 2)]);
        await store.beginRotation(march, april, fromTop());
        const put = (...totals: Total[]) => store.putMonthTotals(guildId, march, ['days_active', 'top_tenth'], totals);
        await put(aTotal('days_active', march, 4, { key: '1' }), aTotal('days_active', march, 3, { key: '16+' }));
        await store.openMonth(april);
        await put(aTotal('days_active', march, 6, { key: '1' }), aTotal('top_tenth', march, 0));
        store = await underTest.reopen();
        const left = [`joiners day ${today} 0  2`, `days_active month ${march} 0 1 6`, `top_tenth month ${march} 0  0`];
        expect(await found()).toEqual(left);
        await expect(put(aTotal('joiners', today, 1))).rejects.toThrow('another guild, month or metric');
        await expect(put(aTotal('top_tenth', april, 1))).rejects.toThrow('another guild, month or metric');
        await expect(put(aTotal('top_tenth', march, 1, { guildId: otherId }))).rejects.toThrow('another guild');
        await expect(put(aTotal('top_tenth', march, -1))).rejects.toThrow('not a total');
        await expect(store.putMonthTotals(guildId, april, ['top_tenth'], [])).rejects.toThrow('not closed');
        expect(await found()).toEqual(left);
      });

      it('are deleted when it is pruned; those of channels are summed, together for channels with few writers', async () => {
        const written = [1, 2, 3].flatMap((channel) =>
          Array.from({ length: channel + 2 }, (_, member) => ({ ...messages(start + member, 1, member), channel })),
        );
        const kinds = [1, 2, 3].flatMap((channel) =>
          [0, 1].map((day) => aTotal('message_kind', today + day, 10 * channel, { channel, key: 'reply' })),
        );
        await commit(
          [
            ...kinds,
            aTotal('message_kind', today, 7, { channel: 1, key: 'poll' }),
            ...[1, 2, 3].map((channel) => aTotal('reply_delay', march, channel, { channel, key: '2' })),
            aTotal('moderator_cover', march, 3, { key: '12' }),
            aTotal('reaction', today, 2, { key: 'a' }),
            aTotal('device', march, 2, { key: 'web' }),
          ],
          ...written,
        );
        await closeMonth(store, march);
        await commit([aTotal('message_kind', today + 31, 5, { channel: 1, key: 'reply' })]);
        const report = { month: march, row: keptRow(guildNumbers, nothing, nothing) };
        for (const _again of [1, 2]) await store.pruneMonth(guildId, report, noSummaries);
        store = await underTest.reopen();
        expect(await found()).toEqual([
          `device month ${march} 0 web 2`,
          `message_kind day ${today + 31} 1 reply 5`,
          `message_kind month ${march} 0 poll 7`,
          `message_kind month ${march} 0 reply 60`,
          `message_kind month ${march} 3 reply 60`,
          `reaction day ${today} 0 a 2`,
          `reply_delay month ${march} 0 2 3`,
          `reply_delay month ${march} 3 2 3`,
        ]);
      });

      it('do not change before it is pruned', async () => {
        await commit([aTotal('moderator_cover', march, 3, { key: '12' })], messages(start, 1, 5));
        await store.eraseMember(guildId, 5, null);
        await closeMonth(store, march);
        expect(await found()).toEqual([`moderator_cover month ${march} 0 12 3`]);
      });
    });

    it('of profiles can be deleted for all months before one', async () => {
      const profiles = (month: number, guild = guildId) => [
        aTotal('device', month, 1, { guildId: guild, key: 'web' }),
        aTotal('language', month, 2, { guildId: guild, key: 'de' }),
        aTotal('app', month, 3, { guildId: guild, key: 'bot' }),
      ];
      await commit([...profiles(march), ...profiles(march, otherId), aTotal('joiners', today, 4)]);
      await closeMonth(store, march);
      await commit(profiles(april));
      expect(await store.forgetProfiles(guildId, march)).toBe(0);
      expect(await store.forgetProfiles(guildId, april)).toBe(3);
      expect(await store.forgetProfiles(guildId, april)).toBe(0);
      expect(await store.forgetProfiles('unknown guild', april)).toBe(0);
      store = await underTest.reopen();
      expect(await found()).toEqual([
        `joiners day ${today} 0  4`,
        `device month ${april} 0 web 1`,
        `language month ${april} 0 de 2`,
        `app month ${april} 0 bot 3`,
      ]);
      expect(await found(otherId)).toHaveLength(3);
    });
  });
}

const guildNumbers = { totalUsers: 9, joins: 0, parts: 1 };
const nothing = { users: 0, total: 0, perUser: 0, stdev: 0 };
