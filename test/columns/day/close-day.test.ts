import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsByHour, encodeColumns } from '../../../src/columns/columns.ts';
import { type ClosedDay, closeDay } from '../../../src/columns/day/close-day.ts';
import { decodeDaySummary, encodeDaySummary } from '../../../src/columns/day/day-summary.ts';
import { mostParts, splitDay } from '../../../src/columns/day/split-day.ts';
import { summariseDay } from '../../../src/columns/day/summarise-day.ts';
import { atOnce } from '../../../src/core/async/steps.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { CorruptColumns } from '../../../src/core/errors.ts';
import { countersIn } from '../counters-in.ts';
import { monthHours, naiveSums, someCounters } from '../some-counters.ts';
import { naiveRollUp, naiveSummary } from './naive-day.ts';

const day = monthHours.from / 24;

describe('closing a day', () => {
  it('keeps all counters and sums them up by definition, however they are divided among blobs', () => {
    fc.assert(
      fc.property(blobsOfADay(), ({ counters, blobs }) => {
        const { parts, rollUp, summary } = closed(blobs);
        expect(countersOf(parts)).toEqual(naiveSums(counters));
        expect(summary).toEqual(naiveSummary(day, counters));
        if (rollUp !== null) expect(countersIn(rollUp)).toEqual(naiveRollUp(day, counters));
      }),
    );
  });

  it('sums up what each member did, if there are many counters', () => {
    const { rollUp } = closed([encodeColumns(busy)]);
    expect(rollUp === null ? null : countersIn(rollUp)).toEqual(naiveRollUp(day, busy));
  });

  it('makes the same of parts as of the hours from which they were made', () => {
    const first = closed(columnsByHour(encodeColumns(busy)).map(({ columns }) => columns));
    expect(first.parts.length).toBeGreaterThan(2);
    expect(closed(first.parts.map(({ columns }) => columns))).toEqual(first);
    expect(closed([encodeColumns(busy)])).toEqual(first);
  });

  it('divides a busy day by channel into parts that share all channels', () => {
    const { parts } = closed([encodeColumns(busy)]);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ firstChannel }) => firstChannel)).toEqual([
      0,
      ...parts.slice(0, -1).map((part) => part.endChannel),
    ]);
    expect(parts.at(-1)?.endChannel).toBe(2 ** 32);
    for (const { firstChannel, endChannel, columns } of parts) {
      for (const { channel } of countersIn(columns)) {
        expect(channel).toBeGreaterThanOrEqual(firstChannel);
        expect(channel).toBeLessThan(endChannel);
      }
      expect(columns.length).toBeLessThan(40 * 1024);
    }
    expect(countersIn(parts[0]?.columns ?? new Uint8Array()).some(({ metric }) => metric === 'join')).toBe(true);
  });

  it('makes larger parts of a day that would have too many', () => {
    const channels = Array.from({ length: 1000 }, (_, index) => ({ channel: index * 9 + 1, runs: [], bytes: 30_000 }));
    const parts = atOnce(splitDay(channels));
    expect(parts.length).toBeGreaterThan(mostParts / 2);
    expect(parts.length).toBeLessThanOrEqual(mostParts);
  });

  it('never does much at once', () => {
    const slices = [...closeDay(day, [encodeColumns(busy)])].length;
    expect(slices).toBeGreaterThan(5);
  });

  it('derives no sums by member that a reader could not add up', () => {
    const { rollUp, summary } = closed([encodeColumns([...busy, message({ amount: 2 ** 32 })])]);
    expect(rollUp).toBe(null);
    expect(summary.messages).toBeGreaterThan(2 ** 32);
  });

  it('refuses sums beyond exact numbers, counters of another day and what cannot be read', () => {
    const close =
      (...blobs: Uint8Array[]) =>
      () =>
        closed(blobs);
    const great = message({ amount: Number.MAX_SAFE_INTEGER });
    expect(close(encodeColumns([great, message({ member: 2 })]))).toThrow(CorruptColumns);
    expect(close(encodeColumns([great]), encodeColumns([great]))).toThrow(CorruptColumns);
    expect(close(encodeColumns([message({ hour: day * 24 + 24 })]))).toThrow(CorruptColumns);
    expect(close(encodeColumns(busy).subarray(0, -1))).toThrow(CorruptColumns);
    expect(close(Uint8Array.of(9))).toThrow(CorruptColumns);
  });

  it('makes nothing but an empty summary of no counters', () => {
    expect(closed([encodeColumns([])])).toEqual({ parts: [], rollUp: null, summary: naiveSummary(day, []) });
  });
});

describe('a day summary', () => {
  it('is the same for open days, and after it was stored', () => {
    fc.assert(
      fc.property(blobsOfADay(), ({ counters, blobs }) => {
        const summary = atOnce(summariseDay(day, blobs));
        expect(summary).toEqual(naiveSummary(day, counters));
        expect(decodeDaySummary(encodeDaySummary(summary))).toEqual(summary);
      }),
    );
  });

  it('is refused if it is damaged, or read as another', () => {
    const stored = encodeDaySummary(atOnce(summariseDay(day, [encodeColumns(busy)])));
    for (let length = 0; length < stored.length; length += 1) {
      expect(() => decodeDaySummary(stored.subarray(0, length))).toThrow(CorruptColumns);
    }
    expect(() => decodeDaySummary(Uint8Array.of(...stored, 0))).toThrow(CorruptColumns);
    expect(() => decodeDaySummary(Uint8Array.of(2, ...stored.subarray(1)))).toThrow(CorruptColumns);
    fc.assert(
      fc.property(fc.nat(stored.length - 1), fc.nat(255), (place, byte) => {
        const damaged = stored.with(place, byte);
        try {
          decodeDaySummary(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptColumns);
        }
      }),
    );
  });
});

/** Some 90 kB of counters in all hours, with joins and headcounts. */
const busy: readonly Counter[] = [
  ...Array.from({ length: 40_000 }, (_, index) => {
    const place = { hour: day * 24 + (index % 24), channel: 1 + ((index * 7) % 83), member: (index * 7919) % 20_011 };
    return index % 3 === 0
      ? { ...place, metric: 'voice' as const, amount: 400 + ((index * 37) % 9000) }
      : { ...place, metric: 'msg' as const, amount: 1 + (index % 11) };
  }),
  { hour: day * 24 + 3, metric: 'join', channel: 0, member: 0, amount: 4 },
  { hour: day * 24 + 3, metric: 'total_users', channel: 0, member: 0, amount: 0 },
  { hour: day * 24 + 9, metric: 'part', channel: 0, member: 0, amount: 2 },
];

function message(counter: Partial<Counter>): Counter {
  return { hour: day * 24, metric: 'msg', channel: 1, member: 1, amount: 1, ...counter };
}

/** A day's counters, some of them in several blobs. */
function blobsOfADay() {
  return fc.array(someCounters(), { maxLength: 4 }).map((some) => {
    const ofDay = some.map((counters) =>
      counters.map((counter) => ({ ...counter, hour: day * 24 + (counter.hour % 24) })),
    );
    return { counters: ofDay.flat(), blobs: ofDay.map(encodeColumns) };
  });
}

function closed(blobs: readonly Uint8Array[]): ClosedDay {
  return atOnce(closeDay(day, blobs));
}

/** In the order of a blob. */
function countersOf(parts: ClosedDay['parts']): Counter[] {
  const counters = parts.flatMap(({ columns }) => countersIn(columns));
  expect(new Set(counters.map(placeOf)).size).toBe(counters.length);
  return naiveSums(counters);
}

function placeOf({ hour, metric, channel, member }: Counter): string {
  return `${hour} ${metric} ${channel} ${member}`;
}
