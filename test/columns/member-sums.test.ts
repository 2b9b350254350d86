import fc from 'fast-check';
import { sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../src/columns/columns.ts';
import { MemberSums } from '../../src/columns/member-sums.ts';
import type { Moments } from '../../src/columns/moments.ts';
import { spreadOf } from '../../src/columns/spread.ts';
import { Tabulation } from '../../src/columns/tabulation.ts';
import type { Counter } from '../../src/core/counter.ts';
import { CorruptColumns } from '../../src/core/errors.ts';
import { countersIn } from './counters-in.ts';
import { monthHours } from './some-counters.ts';

const hour = monthHours.from;

interface Found {
  readonly messages: Moments;
  readonly voice: Moments;
}

/** The moments of all counters of a blob. */
function momentsIn(blobs: readonly Uint8Array[], sums = new MemberSums()): Found {
  const tabulation = new Tabulation({ type: 'full', channel: null, range: { from: 0, to: 2 ** 31 } }, sums);
  for (const blob of blobs) tabulation.add([blob]);
  while (tabulation.advance() < 1);
  const [bucket] = tabulation.totals();
  const nobody = { users: 0, total: 0, squares: 0n };
  return { messages: bucket?.messages ?? nobody, voice: bucket?.voice ?? nobody };
}

function naiveMoments(counters: readonly Counter[]): Found {
  const of = (metric: Counter['metric'], unit: number): Moments => {
    const sums = new Map<number, bigint>();
    for (const counter of counters) {
      if (counter.metric !== metric) continue;
      const amount = BigInt(Math.floor(counter.amount / unit));
      sums.set(counter.member, (sums.get(counter.member) ?? 0n) + amount);
    }
    const present = [...sums.values()].filter((sum) => sum > 0n);
    return {
      users: present.length,
      total: Number(present.reduce((all, sum) => all + sum, 0n)),
      squares: present.reduce((all, sum) => all + sum * sum, 0n),
    };
  };
  return { messages: of('msg', 1), voice: of('voice', 1000) };
}

const anAmount = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 3_600_000 }),
  fc.constantFrom(2 ** 22 - 1, 2 ** 22, 2 ** 28, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 1, 2 ** 52),
);

/** Counters of two channels. Members are few, or anywhere below 2^24. */
function greatCounters(): fc.Arbitrary<Counter[]> {
  const anyMember = fc.oneof(fc.nat(30), fc.nat(2 ** 24 - 1), fc.constant(2 ** 24 - 1));
  const metric = fc.constantFrom('msg' as const, 'voice' as const);
  const channel = fc.integer({ min: 1, max: 2 });
  return fc.array(fc.record({ hour: fc.constant(hour), metric, channel, member: anyMember, amount: anAmount }), {
    maxLength: 60,
  });
}

describe('sums by member', () => {
  it('have the same moments as big integers', () => {
    const sums = new MemberSums();
    fc.assert(
      fc.property(fc.array(greatCounters(), { maxLength: 3 }), (hours) => {
        const counters = hours.flatMap((each, index) => each.map((counter) => ({ ...counter, hour: hour + index })));
        const blobs = hours.map((_, index) => encodeColumns(counters.filter((each) => each.hour === hour + index)));
        expect(momentsIn(blobs, sums)).toEqual(naiveMoments(countersOf(blobs)));
      }),
      { numRuns: 100 },
    );
  });

  it('have the same moments if there are many members, and the same again', () => {
    const counters = Array.from({ length: 30_000 }, (_, index): Counter => {
      return {
        hour,
        metric: 'msg',
        channel: 1 + (index % 3),
        member: (index * 7919) % 70_000,
        amount: 1 + (index % 90),
      };
    });
    const sums = new MemberSums();
    for (const some of [counters, counters.slice(0, 50), counters]) {
      expect(momentsIn([encodeColumns(some)], sums)).toEqual(naiveMoments(some));
    }
  });

  it('can be used again after a blob that could not be read', () => {
    const counters = Array.from({ length: 40 }, (_, member): Counter => {
      return { hour, metric: 'msg', channel: 1, member: member * 9, amount: 2 ** 40 };
    });
    const blob = encodeColumns(counters);
    const sums = new MemberSums();
    expect(() => momentsIn([blob, blob.subarray(0, -1)], sums)).toThrow(CorruptColumns);
    sums.clear();
    expect(momentsIn([blob], sums)).toEqual(naiveMoments(counters));
  });
});

describe('a spread', () => {
  it('is that of the formulas', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: 2, maxLength: 50 }), (amounts) => {
        const { perUser, stdev } = spreadOf(momentsOf(amounts));
        expect(perUser).toBeCloseTo(amounts.reduce((all, amount) => all + amount, 0) / amounts.length, 9);
        const expected = sampleStandardDeviation(amounts);
        expect(Math.abs(stdev - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, expected));
      }),
    );
  });

  it('of less than two users has no deviation', () => {
    expect(spreadOf(momentsOf([]))).toEqual({ users: 0, total: 0, perUser: 0, stdev: 0 });
    expect(spreadOf(momentsOf([7]))).toEqual({ users: 1, total: 7, perUser: 7, stdev: 0 });
  });
});

describe('adding up a corrupt blob', () => {
  const blob = encodeColumns([
    ...Array.from({ length: 30 }, (_, index) => counter(hour, index * index * 50, 1 + index ** 3)),
    ...Array.from({ length: 5 }, (_, index) => counter(hour + 1, index * 1000, 3_000_000 * index + 1)),
    ...Array.from({ length: 9 }, (_, index) => ({ ...counter(hour + 1, index, 2 ** (6 * index)), channel: 3 })),
    { hour, metric: 'total_users', channel: 0, member: 0, amount: 3000 },
  ]);

  it('is refused where decoding it is, and else has the same sums', () => {
    let readable = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(blob.length - 1), fc.nat(255)), { maxLength: 3 }),
        fc.oneof(fc.constant(blob.length), fc.nat(blob.length)),
        (changes, length) => {
          const corrupt = blob.slice(0, length);
          for (const [index, value] of changes) if (index < length) corrupt[index] = value;
          const expected = outcomeOf(() => naiveMoments(countersIn(corrupt)));
          expect(outcomeOf(() => momentsIn([corrupt]))).toEqual(expected);
          if (expected !== null) readable += 1;
        },
      ),
      { numRuns: 1500 },
    );
    expect(readable).toBeGreaterThan(100);
  });

  it('may be any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const corrupt = Uint8Array.of(1, ...bytes);
        expect(outcomeOf(() => momentsIn([corrupt]))).toEqual(outcomeOf(() => naiveMoments(countersIn(corrupt))));
      }),
      { numRuns: 1000 },
    );
  });
});

function counter(ofHour: number, member: number, amount: number): Counter {
  return { hour: ofHour, metric: 'voice', channel: 2, member, amount };
}

function countersOf(blobs: readonly Uint8Array[]): Counter[] {
  return blobs.flatMap(countersIn);
}

function momentsOf(amounts: readonly number[]): Moments {
  return naiveMoments(amounts.map((amount, member) => ({ hour, metric: 'msg', channel: 1, member, amount }))).messages;
}

/** What was found; null if it was refused. */
function outcomeOf(work: () => Found): Found | null {
  try {
    return work();
  } catch (error) {
    expect(error).toBeInstanceOf(CorruptColumns);
    return null;
  }
}
