import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hour, hourMs, hoursOfMonth, type Month } from '../../../src/core/time.ts';
import type { Total } from '../../../src/core/total.ts';
import type { Delta } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { unposted } from '../../../src/store/post-store.ts';
import type { ImportedMonth } from '../../../src/store/records.ts';
import { keptRow } from '../../columns/report-rows.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { noSummaries } from '../no-summaries.ts';
import { wholeImport } from '../whole-import.ts';
import { aDelta, countersOf, messages, piecesOf } from './counters-of.ts';
import {
  april,
  closeMonth,
  guildId,
  type MakeStore,
  march,
  otherId,
  type StoreUnderTest,
  start,
} from './store-under-test.ts';

const february = march - 1;
const wholeFebruary = hoursOfMonth(february);
const inFebruary = wholeFebruary.from + 30;
const noSpread = { users: 0, total: 0, perUser: 0, stdev: 0 };
const general = { id: '9', kind: 'text', name: 'general', number: 1, isDeleted: true } as const;

/** Importing months that another program counted. */
export function describeImports(make: MakeStore): void {
  describe('importing', () => {
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
    });
    afterEach(() => underTest.dispose());

    function anImport(changes: Partial<ImportedMonth> = {}): ImportedMonth {
      const { columns } = aDelta(
        [messages(inFebruary, 1), messages(inFebruary + 1, 2), messages(inFebruary + 40, 3)].flat(),
      );
      const members = [7, 3].map((number) => ({ number, token: 0xa000_0000 + number }));
      const rest = { ...wholeImport(february), ...changes };
      return { guild: aGuild(guildId), channels: [general], month: february, members, columns: [columns], ...rest };
    }

    it('writes a sealed month with its guild, channels, tokens and counters', async () => {
      expect(await store.importMonth(anImport())).toBe(true);
      expect(await store.guild(guildId)).toEqual(aGuild(guildId));
      const until = hoursOfMonth(february).to; // So that it is not announced.
      expect(await store.posts(guildId)).toEqual([{ ...unposted, guildId, kind: 'month', until }]);
      expect(await store.channels(guildId)).toEqual([general]);
      expect(await store.months(guildId)).toEqual([
        {
          month: february,
          isSealed: true,
          isSplit: false,
          imported: wholeImport(february).imported,
          hasTrial: false,
          members: 2,
          saltDestroyedAtMs: null,
        },
      ]);
      const tokens = await store.tokens(guildId, february);
      expect([tokens.size, tokens.of(3), tokens.of(7)]).toEqual([2, 0xa000_0003, 0xa000_0007]);
      const counted = [messages(inFebruary, 1), messages(inFebruary + 1, 2), messages(inFebruary + 40, 3)].flat();
      expect(await countersOf(store, wholeFebruary)).toEqual(counted);
    });

    it('takes the counters in several parts that share no hour', async () => {
      const parts = [messages(inFebruary, 1), messages(inFebruary + 1, 2), messages(inFebruary + 40, 3)];
      const columns = parts.map((part) => aDelta(part).columns);
      expect(await store.importMonth(anImport({ columns }))).toBe(true);
      expect(await countersOf(store, wholeFebruary)).toEqual(parts.flat());
    });

    it('writes totals of the month with it, and all or nothing', async () => {
      const day = Math.floor(inFebruary / 24);
      const asked = { metrics: ['message_kind'], range: wholeFebruary } as const;
      const replies: Total = {
        ...{ guildId, metric: 'message_kind', start: day, channel: 1, key: 'reply', amount: 3 },
      };
      for (const wrong of [{ start: day + 31 }, { guildId: otherId }, { amount: 0 }]) {
        const totals = [replies, { ...replies, ...wrong }];
        await expect(store.importMonth(anImport({ totals }))).rejects.toThrow('total');
      }
      expect(await store.guild(guildId)).toBeUndefined();
      expect(await store.importMonth(anImport({ totals: [replies] }))).toBe(true);
      expect(await store.totals(guildId, asked)).toEqual([{ ...replies, grain: 'day' }]);
    });

    it('is laid out like a month that was counted', async () => {
      await store.openMonth(february);
      const { columns, members, guild } = anImport();
      const hours = wholeFebruary;
      await store.commit(
        aBatch(1, {
          guilds: [guild, aGuild(otherId)],
          members: members.map((member) => ({ guildId, member })),
          deltas: [{ guildId, month: february, hours, columns: columns[0] as Uint8Array }],
        }),
        nobody,
      );
      await store.compact(hoursOfMonth(march).from);
      await closeMonth(store, february, 0);
      await store.importMonth(anImport({ guild: aGuild(otherId) }));
      expect(await piecesOf(store, wholeFebruary, otherId)).toHaveLength(2);
      await store.compact(hoursOfMonth(march).from);
      const [imported, compacted] = [otherId, guildId].map((id) => piecesOf(store, wholeFebruary, id));
      expect(await imported).toEqual(await compacted);
      expect(await imported).toHaveLength(2);
    });

    it('of a known month changes nothing', async () => {
      await store.importMonth(anImport());
      const again = anImport({
        columns: [aDelta(messages(inFebruary, 9)).columns],
        guild: aGuild(guildId, { name: 'x' }),
      });
      expect(await store.importMonth(again)).toBe(false);
      expect(await store.guild(guildId)).toMatchObject({ name: `guild ${guildId}` });
      expect(await store.months(guildId)).toMatchObject([{ members: 2 }]);
      expect(await store.importMonth(anImport({ guild: aGuild(otherId) }))).toBe(true);
    });

    it('of a pruned month changes nothing', async () => {
      await store.importMonth(anImport());
      await store.pruneMonth(
        guildId,
        {
          month: february,
          row: keptRow({ totalUsers: 9, joins: 0, parts: 1 }, noSpread, noSpread),
        },
        noSummaries,
      );
      expect(await store.importMonth(anImport())).toBe(false);
      expect(await store.months(guildId)).toEqual([]);
    });

    it('of a month that was imported before replaces all of it, if it is to', async () => {
      await store.importMonth(anImport());
      await store.openMonth(march);
      const asked = { metrics: ['regular_writer'], range: wholeFebruary } as const;
      const spread = (amount: number): Total => {
        return { guildId, metric: 'regular_writer', start: february, channel: 0, key: '', amount };
      };
      await store.putMonthTotals(guildId, february, ['regular_writer'], [spread(2)]);
      const { columns } = aDelta(messages(inFebruary + 50, 9, 5));
      const imported = {
        metrics: ['msg', 'voice'] as const,
        fromMs: wholeFebruary.from * hourMs + 5,
        toMs: start * hourMs,
      };
      const members = [{ number: 5, token: 0xb000_0005 }];
      expect(await store.importMonth(anImport({ columns: [columns], members, imported, isReplacement: true }))).toBe(
        true,
      );
      const reopened = await underTest.reopen();
      expect(await countersOf(reopened, wholeFebruary)).toEqual([messages(inFebruary + 50, 9, 5)].flat());
      expect(await reopened.totals(guildId, asked)).toEqual([]);
      expect(await reopened.months(guildId)).toMatchObject([{ month: february, members: 1, imported, isSealed: true }]);
      const tokens = await reopened.tokens(guildId, february);
      expect([tokens.size, tokens.of(5)]).toEqual([1, 0xb000_0005]);
    });

    it('replaces no month that Census counted or pruned', async () => {
      await store.openMonth(february);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId)], deltas: [inMonth(february, inFebruary)] }), nobody);
      await closeMonth(store, february, 0);
      const before = await countersOf(store, wholeFebruary);
      expect(await store.importMonth(anImport({ isReplacement: true }))).toBe(false);
      expect(await countersOf(store, wholeFebruary)).toEqual(before);
      await store.pruneMonth(
        guildId,
        {
          month: february,
          row: keptRow({ totalUsers: 9, joins: 0, parts: 1 }, noSpread, noSpread),
        },
        noSummaries,
      );
      expect(await store.importMonth(anImport({ isReplacement: true }))).toBe(false);
      expect(await store.months(guildId)).toEqual([]);
    });

    it('is refused for a month that is not over', async () => {
      await store.openMonth(february);
      await expect(store.importMonth(anImport())).rejects.toThrow('not over');
      expect(await store.guild(guildId)).toBeUndefined();
    });

    it('does not disturb a later first month, its counters and its rotation', async () => {
      await store.importMonth(anImport());
      await store.openMonth(march);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta(messages(start, 5))] }), nobody);
      await closeMonth(store, march);
      const reopened = await underTest.reopen();
      expect(await reopened.months(guildId)).toMatchObject([
        {
          month: february,
          isSealed: true,
          imported: { metrics: ['msg'] },
          hasTrial: false,
          members: 2,
          saltDestroyedAtMs: null,
        },
        { month: march, isSealed: true, imported: null },
      ]);
      expect((await reopened.tokens(guildId, february)).of(7)).toBe(0xa000_0007);
    });

    it('keeps the announcement of a later month', async () => {
      await store.openMonth(april);
      await store.commit(aBatch(1, { guilds: [aGuild(guildId)] }), nobody);
      const later = { guildId, kind: 'month', until: hoursOfMonth(march).to, isCertain: false, triedAtMs: 7 } as const;
      await store.putPosts([{ ...later, missed: [] }]);
      await store.importMonth(anImport());
      expect(await store.posts(guildId)).toEqual([{ ...later, missed: [] }]);
    });
  });
}

function inMonth(month: Month, hour: Hour): Delta {
  return { ...aDelta(messages(hour, 4)), month };
}
