import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnsByHour,
  columnsWithin,
  encodeColumns,
  hasCounters,
  isReadable,
  mergeColumns,
  withoutMember,
} from '../../src/columns/columns.ts';
import type { Counter } from '../../src/core/counter.ts';
import { CorruptColumns } from '../../src/core/errors.ts';
import { countersIn } from './counters-in.ts';
import { monthHours, naiveSums, someCounters } from './some-counters.ts';

const hour = monthHours.from;

function message(member: number, amount = 1): Counter {
  return { hour, metric: 'msg', channel: 1, member, amount };
}

describe('column blobs', () => {
  it('return the encoded counters, sorted and added up', () => {
    fc.assert(
      fc.property(someCounters(), (counters) => {
        const blob = encodeColumns(counters);
        expect(countersIn(blob)).toEqual(naiveSums(counters));
        expect(isReadable(blob)).toBe(true);
      }),
    );
  });

  it('return runs of every length, packed or not', () => {
    for (const length of [1, 2, 3, 4, 5, 7, 8, 9, 100, 5000]) {
      const counters = Array.from({ length }, (_, index) => message(index * 7 + (index % 5), 1 + (index % 11) ** 4));
      expect(countersIn(encodeColumns(counters))).toEqual(counters);
    }
  });

  it('keep the greatest members, channels and amounts, alone and among others', () => {
    const greatest = { hour, metric: 'voice', channel: 2 ** 32 - 1, member: 2 ** 24 - 1 } as const;
    const amounts = [1, 4, 2 ** 25, 2 ** 31, 2 ** 32, 2 ** 52 + 1, Number.MAX_SAFE_INTEGER];
    for (const amount of amounts) {
      expect(countersIn(encodeColumns([{ ...greatest, amount }]))).toEqual([{ ...greatest, amount }]);
    }
    const company = Array.from({ length: 20 }, (_, index) => message(index * 800_000, amounts[index % amounts.length]));
    expect(countersIn(encodeColumns(company))).toEqual(company);
  });

  it('can be read from within a larger buffer', () => {
    const counters = Array.from({ length: 50 }, (_, member) => message(member * 3));
    const blob = encodeColumns(counters);
    const larger = Buffer.alloc(blob.length + 40, 0xff);
    larger.set(blob, 13);
    expect(countersIn(larger.subarray(13, 13 + blob.length))).toEqual(counters);
  });

  it('take a few bytes for a quiet hour', () => {
    const quiet = encodeColumns([
      { hour, metric: 'total_users', channel: 0, member: 0, amount: 1500 },
      message(9_000),
      message(50_000, 2),
    ]);
    expect(quiet.length).toBeLessThanOrEqual(16);
  });

  it('take about two bytes per message in a busy channel', () => {
    const members = Array.from({ length: 4000 }, (_, index) => index * 262 + ((index * 7919) % 262));
    const blob = encodeColumns(members.map((member, index) => message(member, 1 + (index % 4))));
    expect(blob.length / members.length).toBeLessThan(2.1);
  });

  it.each([
    ['a member beyond 2^24', { ...message(2 ** 24) }],
    ['a negative amount', { ...message(1), amount: -1 }],
    ['a broken amount', { ...message(1), amount: 0.5 }],
    ['a message without a channel', { ...message(1), channel: 0 }],
    ['a join with a member', { hour, metric: 'join', channel: 0, member: 4, amount: 1 }],
  ] as const)('are not made of %s', (_, counter) => {
    expect(() => encodeColumns([counter])).toThrow(RangeError);
  });
});

describe('removing a member from a column blob', () => {
  it('leaves the same bytes as encoding the other counters', () => {
    fc.assert(
      fc.property(someCounters({ members: 5 }), fc.nat(5), (counters, member) => {
        const others = counters.filter((counter) => counter.channel === 0 || counter.member !== member);
        expect(withoutMember(encodeColumns(counters), member)).toEqual(encodeColumns(others));
      }),
    );
  });

  it('returns the same blob if the member is not in it', () => {
    const headcount: Counter = { hour, metric: 'total_users', channel: 0, member: 0, amount: 0 };
    const blob = encodeColumns([headcount, message(1), message(3)]);
    for (const member of [0, 2, 4]) expect(withoutMember(blob, member)).toBe(blob);
  });

  it('works for runs of every length', () => {
    for (const length of [1, 2, 7, 8, 9, 100]) {
      const counters = Array.from({ length }, (_, index) => message(index * 7, 1 + (index % 11) ** 4));
      for (const index of [0, length >> 1, length - 1]) {
        expect(countersIn(withoutMember(encodeColumns(counters), index * 7))).toEqual(counters.toSpliced(index, 1));
      }
    }
  });

  it('may leave a blob without counters', () => {
    const blob = encodeColumns([message(7)]);
    expect(hasCounters(blob)).toBe(true);
    expect(hasCounters(withoutMember(blob, 7))).toBe(false);
  });

  it('refuses a damaged blob', () => {
    expect(() => withoutMember(Uint8Array.of(99, 1), 7)).toThrow(CorruptColumns);
  });
});

describe('merging column blobs', () => {
  it('adds up all counters; the last headcount wins', () => {
    fc.assert(
      fc.property(fc.array(someCounters({ maxLength: 60 }), { maxLength: 6 }), (batches) => {
        const merged = mergeColumns(batches.map((batch) => encodeColumns(batch)));
        expect(countersIn(merged)).toEqual(naiveSums(batches.flatMap((batch) => naiveSums(batch))));
      }),
    );
  });

  it('returns the same bytes as encoding all counters at once', () => {
    fc.assert(
      fc.property(someCounters(), someCounters(), (first, second) => {
        const merged = mergeColumns([encodeColumns(first), encodeColumns(second)]);
        expect(merged).toEqual(encodeColumns([...first, ...second]));
      }),
    );
  });

  it('returns the same bytes if runs of every length are in one blob only', () => {
    const counters = [1, 3, 4, 7, 8, 900].flatMap((length, index) =>
      Array.from({ length }, (_, member) => ({
        ...message(member * 5, 1 + (member % 9) ** 5),
        channel: 1 + index * 40,
      })),
    );
    const blobs = [0, 1, 2].map((turn) => encodeColumns(counters.filter(({ channel }) => (channel >> 3) % 3 === turn)));
    expect(mergeColumns(blobs)).toEqual(encodeColumns(counters));
  });

  it('refuses runs that reach beyond their group, also where nothing is added', () => {
    const damaged = encodeColumns([message(7), message(9)]).subarray(0, -1);
    const other = encodeColumns([{ ...message(1), channel: 2 }]);
    expect(() => mergeColumns([damaged, other])).toThrow(CorruptColumns);
  });
});

describe('the hours of a column blob', () => {
  it('can be cut out', () => {
    fc.assert(
      fc.property(someCounters(), fc.nat(40), fc.nat(40), (counters, start, length) => {
        const range = { from: hour + start, to: hour + start + length };
        const within = counters.filter((counter) => counter.hour >= range.from && counter.hour < range.to);
        expect(columnsWithin(encodeColumns(counters), range)).toEqual(encodeColumns(within));
      }),
    );
  });

  it('can be split into one blob per hour', () => {
    fc.assert(
      fc.property(someCounters(), (counters) => {
        const kept = counters.filter(({ metric, amount }) => amount > 0 || metric === 'total_users');
        const hours = [...new Set(kept.map((counter) => counter.hour))].sort((a, b) => a - b);
        expect(columnsByHour(encodeColumns(counters))).toEqual(
          hours.map((hour) => ({ hour, columns: encodeColumns(kept.filter((counter) => counter.hour === hour)) })),
        );
      }),
    );
  });
});

describe('a corrupt column blob', () => {
  const blob = encodeColumns([
    ...Array.from({ length: 30 }, (_, index) => message(index * index * 50, 1 + index ** 3)),
    ...Array.from({ length: 5 }, (_, index) => ({ ...message(index * 1000), channel: 3, hour: hour + 1 })),
    { hour, metric: 'total_users', channel: 0, member: 0, amount: 3000 },
  ]);

  /** Reads the blob in every way. Each way ends, and throws only CorruptColumns. A readable blob can be merged. */
  function readAll(bytes: Uint8Array): void {
    for (const read of [countersIn, columnsByHour, (corrupt: Uint8Array) => mergeColumns([corrupt, blob])]) {
      try {
        read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptColumns);
      }
    }
    if (isReadable(bytes)) mergeColumns([bytes, encodeColumns([])]);
  }

  it('is refused if it is empty, truncated or of another version', () => {
    expect(() => countersIn(new Uint8Array(0))).toThrow(CorruptColumns);
    expect(() => countersIn(Uint8Array.of(9))).toThrow('unknown version 9');
    // Every cut is within the last group.
    for (let length = blob.length - 1; length > blob.length - 13; length -= 1) {
      expect(() => countersIn(blob.subarray(0, length))).toThrow(CorruptColumns);
      expect(isReadable(blob.subarray(0, length))).toBe(false);
    }
  });

  it.each([0, 6, 7])('is refused if it has metric %i, which does not exist', (number) => {
    const headcount = encodeColumns([{ hour: 0, metric: 'total_users', channel: 0, member: 0, amount: 3 }]);
    expect(headcount).toEqual(Uint8Array.of(1, 5, 3));
    expect(() => countersIn(headcount.with(1, number))).toThrow(CorruptColumns);
    expect(isReadable(headcount.with(1, number))).toBe(false);
  });

  it('is not readable if a counter is invalid, such as 0 joins', () => {
    const joins = encodeColumns([{ hour, metric: 'join', channel: 0, member: 0, amount: 1 }]);
    expect(isReadable(joins)).toBe(true);
    expect(isReadable(joins.with(-1, 0))).toBe(false);
  });

  it('is refused or read as other counters, but never read beyond its end or endlessly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(blob.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(blob.length),
        (changes, length) => {
          const corrupt = blob.slice(0, length);
          for (const [index, value] of changes) corrupt[index] = value;
          readAll(corrupt);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('may be any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => readAll(Uint8Array.of(1, ...bytes))),
      {
        numRuns: 500,
      },
    );
  });
});
