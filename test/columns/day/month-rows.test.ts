import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import { decodeMonthRows, encodeMonthRows, type MonthRows } from '../../../src/columns/day/month-rows.ts';
import { MonthRowsTabulation } from '../../../src/columns/day/month-rows-tabulation.ts';
import { Tabulation } from '../../../src/columns/tabulation.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { CorruptColumns } from '../../../src/core/errors.ts';
import type { ReportType } from '../../../src/core/report.ts';
import { byDay } from '../naive-roll-up.ts';
import { month, monthHours, naiveSums, someCounters } from '../some-counters.ts';

function rowsOf(counters: readonly Counter[]): MonthRows {
  const tabulation = new MonthRowsTabulation(month);
  for (const day of byDay(counters)) tabulation.add([encodeColumns(day)]);
  while (!tabulation.advance());
  return tabulation.rows();
}

/** The rows of a report from its counters, by key. */
function reportOf(counters: readonly Counter[], type: ReportType, channel: number | null = null) {
  const tabulation = new Tabulation({ type, channel, range: monthHours });
  tabulation.add([encodeColumns(counters)]);
  while (tabulation.advance() < 1);
  return new Map(tabulation.totals().map(({ key, people: _, ...row }) => [key, row]));
}

describe('the rows of a month', () => {
  it('are those of its reports', () => {
    fc.assert(
      fc.property(someCounters({ members: 9 }), (all) => {
        const counters = naiveSums(all);
        const rows = rowsOf(counters);
        for (const [type, found] of [
          ['full', [rows.full]],
          ['weekday', rows.weekdays],
          ['hourly', rows.hours],
        ] as const) {
          const report = reportOf(counters, type);
          expect(found).toHaveLength({ full: 1, weekday: 7, hourly: 24 }[type]);
          found.forEach((row, key) => {
            expect(row).toEqual(report.get(key) ?? { ...nothing, headcountHour: -1 });
          });
        }
        expect(rows.people).toBe(naivePeople(counters));
        const report = [...reportOf(counters, 'channels').values()];
        const shown = report.filter(({ messages, voice }) => messages.total > 0 || voice.total > 0);
        expect(rows.channels.size).toBe(shown.length);
        for (const [channel, { messages, voice, people }] of rows.channels) {
          expect(reportOf(counters, 'channels').get(channel)).toMatchObject({ messages, voice });
          expect(people).toBe(naivePeople(counters, channel));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are the same after they were encoded', () => {
    fc.assert(
      fc.property(someCounters({ members: 9 }), (counters) => {
        const rows = rowsOf(naiveSums(counters));
        expect(decodeMonthRows(month, encodeMonthRows(rows))).toEqual(rows);
      }),
      { numRuns: 40 },
    );
  });

  it('may have sums of any size', () => {
    const great = { hour: monthHours.to - 1, metric: 'msg', channel: 2 ** 32 - 1, amount: 2 ** 53 - 1 } as const;
    const rows = rowsOf(Array.from({ length: 40 }, (_, member) => ({ ...great, member: member * 400_000 })));
    expect(rows.full.messages.squares).toBe(40n * (2n ** 53n - 1n) ** 2n);
    expect(decodeMonthRows(month, encodeMonthRows(rows))).toEqual(rows);
  });

  it('have every row without counters', () => {
    const rows = rowsOf([]);
    expect(rows.channels.size).toBe(0);
    expect([rows.full, ...rows.weekdays, ...rows.hours]).toEqual(Array.from({ length: 32 }, () => nothing));
    expect(decodeMonthRows(month, encodeMonthRows(rows))).toEqual(rows);
  });

  it('are refused if they are corrupt, or read as others', () => {
    const [counters] = fc.sample(someCounters({ members: 9 }), { numRuns: 1, seed: 3 });
    const encoded = encodeMonthRows(rowsOf(naiveSums(counters ?? [])));
    for (let length = 0; length < encoded.length; length += 1) {
      expect(() => decodeMonthRows(month, encoded.subarray(0, length))).toThrow(CorruptColumns);
    }
    expect(() => decodeMonthRows(month, encoded.with(0, 2))).toThrow('unknown version 2');
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.nat(255), (index, value) => {
        try {
          decodeMonthRows(month, encoded.with(index, value));
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptColumns);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const nobody = { users: 0, total: 0, squares: 0n };
const nothing = { messages: nobody, voice: nobody, joins: 0, parts: 0, headcount: 0, headcountHour: -1 };

function naivePeople(counters: readonly Counter[], channel: number | null = null): number {
  const present = counters.filter(({ metric, amount }) => metric === 'msg' || (metric === 'voice' && amount >= 1000));
  return new Set(
    present.filter((counter) => channel === null || counter.channel === channel).map(({ member }) => member),
  ).size;
}
