import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../src/columns/bucket-totals.ts';
import { encodeColumns } from '../../src/columns/columns.ts';
import { MemberSums } from '../../src/columns/member-sums.ts';
import { hiddenKey, Tabulation } from '../../src/columns/tabulation.ts';
import type { Counter } from '../../src/core/counter.ts';
import type { ReportType } from '../../src/core/report.ts';
import { naiveRow } from './naive-report.ts';
import { type ReportRow, reportRows } from './report-rows.ts';
import { monthHours, naiveSums, someCounters } from './some-counters.ts';

const monday = monthHours.from + 4 * 24; // 5 March 2018
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

interface Tabulated {
  readonly type: ReportType;
  readonly channel?: number | null;
  readonly range?: { readonly from: number; readonly to: number };
  readonly hidden?: ReadonlySet<number>;
}

function tabulate(
  pieces: readonly (readonly Uint8Array[])[],
  { type, channel = null, range = monthHours, hidden }: Tabulated,
  sums = new MemberSums(),
) {
  const tabulation = new Tabulation({ type, channel, range, ...(hidden === undefined ? {} : { hidden }) }, sums);
  for (const blobs of pieces) tabulation.add(blobs);
  for (let share = 0; share < 1; ) {
    const before = share;
    share = tabulation.advance();
    expect(share).toBeGreaterThanOrEqual(before);
  }
  return reportRows(type, tabulation.totals().map(totalsOf), (key) => (key === hiddenKey ? 'hidden' : `#${key}`));
}

function naive(all: readonly Counter[], { type, channel = null, range = monthHours }: Tabulated): ReportRow[] {
  const guild = naiveSums(all).filter(({ hour }) => hour >= range.from && hour < range.to);
  const counters = guild.filter((counter) => channel === null || counter.channel === channel);
  const rowOf = (label: string, isIn: (counter: Counter) => boolean) =>
    naiveRow(label, counters.filter(isIn), guild.filter(isIn));
  switch (type) {
    case 'full':
      return [rowOf('full', () => true)];
    case 'weekday':
      return weekdays.map((name, day) =>
        rowOf(name, ({ hour }) => new Date(hour * 3_600_000).getUTCDay() === (day + 1) % 7),
      );
    case 'hourly':
      return Array.from({ length: 24 }, (_, index) => rowOf(String(index), ({ hour }) => hour % 24 === index));
    case 'channels':
      return [...new Set(counters.map((counter) => counter.channel))]
        .filter((number) => number !== 0)
        .sort((a, b) => a - b)
        .map((number) => rowOf(`#${number}`, (counter) => counter.channel === number))
        .filter((row) => row.messages > 0 || row.voiceSeconds > 0)
        .map((row) => ({ ...row, totalUsers: null, joins: null, parts: null }))
        .sort((a, b) => b.messages - a.messages || b.voiceSeconds - a.voiceSeconds);
  }
}

function expectRows(actual: readonly ReportRow[], expected: readonly ReportRow[]): void {
  expect(actual.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
  actual.forEach((row, index) => {
    for (const [key, value] of Object.entries(expected[index] ?? {})) {
      const found = row[key as keyof ReportRow];
      if (typeof value === 'number') expect(found, `${row.label} ${key}`).toBeCloseTo(value, 9);
      else expect(found, `${row.label} ${key}`).toBe(value);
    }
  });
}

/** The counters by hour, each hour in several blobs, like the deltas of the current hour. */
function inPieces(batches: readonly (readonly Counter[])[]): Uint8Array[][] {
  const hours = [...new Set(batches.flat().map(({ hour }) => hour))].sort((a, b) => a - b);
  return hours.map((hour) => batches.map((batch) => encodeColumns(batch.filter((counter) => counter.hour === hour))));
}

describe('a report', () => {
  it.each(['full', 'weekday', 'hourly', 'channels'] as const)('%s equals the formulas', (type) => {
    fc.assert(
      fc.property(
        fc.array(someCounters({ members: 9 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(null, 1, 2, 999_999),
        fc.nat(100),
        (batches, channel, skipped) => {
          const plan = { type, channel, range: { from: monthHours.from + skipped, to: monthHours.to - skipped } };
          expectRows(tabulate(inPieces(batches), plan), naive(batches.flat(), plan));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the same with the memory of other reports', () => {
    const sums = new MemberSums();
    fc.assert(
      fc.property(someCounters(), fc.constantFrom('full', 'weekday', 'hourly', 'channels'), (counters, type) => {
        const pieces = [[encodeColumns(counters)]];
        expect(tabulate(pieces, { type }, sums)).toEqual(tabulate(pieces, { type }));
      }),
    );
  });

  it('is the same from one blob of the whole month', () => {
    fc.assert(
      fc.property(someCounters(), (counters) => {
        expectRows(tabulate([[encodeColumns(counters)]], { type: 'hourly' }), naive(counters, { type: 'hourly' }));
      }),
    );
  });

  it('has all its rows without counters', () => {
    expect(tabulate([], { type: 'weekday' }).map(({ label }) => label)).toEqual(weekdays);
    expect(tabulate([], { type: 'hourly' }).map(({ label }) => label)).toEqual(
      Array.from({ length: 24 }, (_, i) => `${i}`),
    );
    expect(tabulate([], { type: 'channels' })).toEqual([]);
    expectRows(tabulate([[]], { type: 'full' }), naive([], { type: 'full' }));
  });

  it('rounds voice down per hour, member and channel, not per delta', () => {
    const spans = Array.from(
      { length: 100 },
      (): Counter => ({ hour: monday + 11, metric: 'voice', channel: 4, member: 3, amount: 600 }),
    );
    const deltas = spans.map((span) => encodeColumns([span]));
    const other = encodeColumns([{ hour: monday + 12, metric: 'voice', channel: 4, member: 4, amount: 40_000 }]);
    const glimpses = encodeColumns([
      { hour: monday + 13, metric: 'voice', channel: 4, member: 1, amount: 700 },
      { hour: monday + 13, metric: 'voice', channel: 5, member: 1, amount: 700 },
    ]);
    const [row] = tabulate([deltas, [other], [glimpses]], { type: 'full' });
    expect(row).toMatchObject({ voiceUsers: 2, voiceSeconds: 100 });
    expect(row?.voiceHours).toBeCloseTo(0.027777777777777783, 12);
    expect(row?.voiceHoursPerUser).toBeCloseTo(0.013888888888888892, 12);
    expect(row?.voiceHoursPerUserStdev).toBeCloseTo(0.003928371006591966, 12);
    expect(tabulate([[glimpses]], { type: 'channels' })).toEqual([]);
  });

  it('returns known values for a week with voice', () => {
    const voice = (member: number, seconds: number): Counter => {
      return { hour: monday, metric: 'voice', channel: 4, member, amount: seconds * 1000 + 999 };
    };
    const [row] = tabulate([[encodeColumns([voice(1, 1800), voice(2, 6300)])]], { type: 'full', channel: 4 });
    expect(row).toMatchObject({ voiceUsers: 2, voiceSeconds: 8100, voiceHours: 2.25, voiceHoursPerUser: 1.125 });
    expect(row?.voiceHoursPerUserStdev).toBeCloseTo(0.8838834764831844, 12);
  });

  it('sorts channels by messages, then by voice, then by age', () => {
    const counters: Counter[] = [
      { hour: monday, metric: 'voice', channel: 9, member: 1, amount: 5000 },
      { hour: monday, metric: 'voice', channel: 8, member: 1, amount: 5000 },
      { hour: monday, metric: 'voice', channel: 1, member: 1, amount: 4999 },
      { hour: monday, metric: 'msg', channel: 7, member: 1, amount: 2 },
      { hour: monday, metric: 'msg', channel: 6, member: 1, amount: 3 },
    ];
    const labels = tabulate([[encodeColumns(counters)]], { type: 'channels' }).map(({ label }) => label);
    expect(labels).toEqual(['#6', '#7', '#8', '#9', '#1']);
  });

  it('adds up sums beyond 2^32', () => {
    const amounts = [2 ** 32 - 1, 1, 2 ** 40, 70_000];
    const pieces = amounts.map((amount, index) => [
      encodeColumns([{ hour: monday + index, metric: 'msg', channel: 1, member: 5, amount }]),
    ]);
    expect(tabulate(pieces, { type: 'full' })[0]?.messages).toBe(amounts.reduce((sum, amount) => sum + amount));
  });

  it('pauses when there are many counters', () => {
    const pieces = Array.from({ length: 40 }, (_, index) => {
      const counters = Array.from({ length: 20_000 }, (_, member): Counter => {
        return { hour: monday + index, metric: 'msg', channel: 1, member: member * 3, amount: 1 + (member % 3) };
      });
      return [encodeColumns(counters)];
    });
    const tabulation = new Tabulation({ type: 'full', channel: null, range: monthHours });
    for (const blobs of pieces) tabulation.add(blobs);
    expect(() => tabulation.totals()).toThrow('the totals are not complete');
    expect(tabulation.advance()).toBeLessThan(1);
    while (tabulation.advance() < 1);
    expect(tabulation.totals()[0]?.messages).toMatchObject({ users: 20_000, total: 40 * 39_999 });
  });
});

describe('the hidden channels of a report', () => {
  it('are one row, with each person in it once', () => {
    fc.assert(
      fc.property(
        fc.array(someCounters({ members: 9 }), { minLength: 1, maxLength: 3 }),
        fc.subarray([1, 2, 3, 4, 999_999]),
        (batches, numbers) => {
          const hidden = new Set(numbers);
          const plan = { type: 'channels', channel: null, range: monthHours, hidden } as const;
          const isHidden = ({ channel }: Counter) => hidden.has(channel);
          const counters = naiveSums(batches.flat()).filter(({ channel }) => channel !== 0);
          const shown = naive(
            counters.filter((counter) => !isHidden(counter)),
            plan,
          );
          const together = naiveRow('hidden', counters.filter(isHidden));
          const isEmpty = together.messages === 0 && together.voiceSeconds === 0;
          const expected = [
            ...shown,
            ...(isEmpty ? [] : [{ ...together, totalUsers: null, joins: null, parts: null }]),
          ];
          const rows = tabulate(inPieces(batches), plan);
          const inOrder = [...rows].sort((a, b) => Number(a.label === 'hidden') - Number(b.label === 'hidden'));
          expectRows(inOrder, expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});
