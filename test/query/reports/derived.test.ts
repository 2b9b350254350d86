import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import { encodeMonthRows } from '../../../src/columns/day/month-rows.ts';
import { MonthRowsTabulation } from '../../../src/columns/day/month-rows-tabulation.ts';
import type { Channel } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { reportTypes } from '../../../src/core/report.ts';
import { hourMs } from '../../../src/core/time.ts';
import type { QuestionStore } from '../../../src/query/questions/question-deps.ts';
import type { CounterChunk, StoredDay } from '../../../src/store/store-reader.ts';
import { byDay, naiveRollUp } from '../../columns/naive-roll-up.ts';
import { month, monthHours, naiveSums, someCounters } from '../../columns/some-counters.ts';
import { aChannel, guildId, withStore } from '../a-store.ts';
import { reportOf, storeWith } from '../ask.ts';

const channels = [1, 2, 3, 4].map((number) => aChannel(number, `channel-${number}`));
const after = { now: () => (monthHours.to + 5) * hourMs };

function aRange() {
  return fc
    .tuple(fc.nat(31 * 24), fc.nat(31 * 24), fc.boolean(), fc.boolean())
    .map(([one, other, areDays, isMonth]) => {
      const unit = areDays ? 24 : 1;
      const [from, to] = [Math.min(one, other), Math.max(one, other) + 1].map((hour) => Math.floor(hour / unit) * unit);
      if (isMonth) return monthHours;
      return { from: monthHours.from + (from ?? 0), to: Math.min(monthHours.from + (to ?? 0) + unit, monthHours.to) };
    });
}

/** Answers from roll-ups of some days, and from month rows, of these counters. */
function derivedFrom(store: QuestionStore, counters: readonly Counter[], isRolledUp: (day: number) => boolean) {
  const asked = { rollUps: 0, monthRows: 0 };
  const derived = storeWith(store, {
    async *readDays(id, range) {
      for (const ofDay of byDay(counters)) {
        const day = Math.floor((ofDay[0]?.hour ?? 0) / 24);
        if (day * 24 < range.from || day * 24 >= range.to) continue;
        const hours = { from: day * 24, to: day * 24 + 24 };
        const chunks: CounterChunk[] = [];
        if (isRolledUp(day)) asked.rollUps += 1;
        else for await (const chunk of store.readCounters(id, hours)) chunks.push(chunk);
        yield { day, derived: isRolledUp(day) ? naiveRollUp(ofDay) : null, chunks } satisfies StoredDay;
      }
    },
    async monthRows() {
      asked.monthRows += 1;
      const tabulation = new MonthRowsTabulation(month);
      tabulation.add([encodeColumns(counters)]);
      while (!tabulation.advance());
      return encodeMonthRows(tabulation.rows());
    },
  });
  return { derived, asked };
}

describe('a report from what is derived', () => {
  it('has exactly the rows of the report from counters', async () => {
    const asked = { rollUps: 0, monthRows: 0 };
    const story = fc.record({
      counters: someCounters({ members: 9 }),
      type: fc.constantFrom(...reportTypes),
      channel: fc.constantFrom(null, null, 1, 2),
      hidden: fc.subarray([1, 2, 3, 4]),
      range: aRange(),
      rolledUp: fc.array(fc.boolean(), { minLength: 31, maxLength: 31 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ counters, type, channel, hidden, range, rolledUp }) => {
        await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
          const view = ({ number }: Pick<Channel, 'number'>) => !hidden.includes(number);
          const only = channels.find(({ number }) => number === channel) ?? null;
          const question = { guildId, type, channel: only, range, view };
          const made = derivedFrom(store, naiveSums(counters), (day) => rolledUp[day % 31] === true);
          const raw = storeWith(store, { monthRows: async () => null });
          const [expected, found] = [
            await reportOf(raw, after, question),
            await reportOf(made.derived, after, question),
          ];
          expect(found.rows).toEqual(expected.rows);
          asked.rollUps += made.asked.rollUps;
          asked.monthRows += made.asked.monthRows;
        });
      }),
      { numRuns: 40 },
    );
    expect(asked.rollUps).toBeGreaterThan(0);
    expect(asked.monthRows).toBeGreaterThan(0);
  });

  it('is made of counters if what is derived cannot be read', async () => {
    const counters: Counter[] = [{ hour: monthHours.from, metric: 'msg', channel: 1, member: 3, amount: 2 }];
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const spoilt = Uint8Array.of(9);
      const broken = storeWith(store, {
        async *readDays() {
          yield { day: monthHours.from / 24, derived: spoilt, chunks: [] };
        },
        monthRows: async () => spoilt,
      });
      for (const range of [monthHours, { from: monthHours.from, to: monthHours.from + 48 }]) {
        const report = await reportOf(broken, after, { guildId, type: 'full', channel: null, range });
        expect(report.rows[0]?.values).toMatchObject({ messages: 2, activeUsers: 1 });
        expect(report.facts.coverage.gaps).toEqual([]);
      }
    });
  });
});

describe('a report up to now', () => {
  it('reads the whole running day at once, without the hours after the range', async () => {
    const counters: Counter[] = [1, 26, 30].map((hour) => {
      return { hour: monthHours.from + hour, metric: 'msg', channel: 1, member: hour, amount: 1 };
    });
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const reads: string[] = [];
      const watched = storeWith(store, {
        readDays(id, range, asked) {
          reads.push(`days ${range.from - monthHours.from}-${range.to - monthHours.from}`);
          return store.readDays(id, range, asked);
        },
        readParts(id, range, channel) {
          reads.push(`parts ${range.from - monthHours.from}-${range.to - monthHours.from}`);
          return store.readParts(id, range, channel);
        },
      });
      const now = { now: () => (monthHours.from + 28.5) * hourMs };
      const messagesAt = async (clock: typeof now, to: number) => {
        const range = { from: monthHours.from, to: monthHours.from + to };
        const { rows } = await reportOf(watched, clock, { guildId, type: 'full', channel: null, range });
        return rows[0]?.values.messages;
      };
      expect(await messagesAt(now, 29)).toBe(2);
      expect(await messagesAt(after, 29)).toBe(2);
      expect(await messagesAt(after, 5)).toBe(1);
      expect(reads).toEqual(['days 0-48', 'days 0-24', 'parts 24-29', 'parts 0-5']);
    });
  });
});
