import fc from 'fast-check';
import { expect } from 'vitest';
import { encodeColumns, readColumns } from '../../../src/columns/columns.ts';
import { type Counter, none } from '../../../src/core/counter.ts';
import type { HourRange } from '../../../src/core/time.ts';
import type { Delta } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { CounterChunk } from '../../../src/store/store-reader.ts';
import { guildId, march, start } from './store-under-test.ts';

export function messages(hour: number, amount: number, member = 5): Counter {
  return { hour, metric: 'msg', channel: 1, member, amount };
}

export function headcount(hourOfMonth: number, amount: number): Counter {
  return { hour: start + hourOfMonth, metric: 'total_users', channel: none, member: none, amount };
}

export function aDelta(counters: Counter | readonly Counter[], guild = guildId): Delta {
  const listed = [counters].flat();
  const hours = listed.map(({ hour }) => hour);
  return {
    guildId: guild,
    month: march,
    hours: { from: Math.min(...hours), to: Math.max(...hours) + 1 },
    columns: encodeColumns(listed),
  };
}

export async function piecesOf(store: LaneStore, range: HourRange, guild = guildId): Promise<CounterChunk[]> {
  const pieces: CounterChunk[] = [];
  for await (const piece of store.readCounters(guild, range)) pieces.push(piece);
  return pieces;
}

export async function countersOf(store: LaneStore, range: HourRange, guild = guildId): Promise<Counter[]> {
  return countersIn(await piecesOf(store, range, guild));
}

export function countersIn(pieces: readonly Omit<CounterChunk, 'hoursOfBlobs'>[]): Counter[] {
  const counters: Counter[] = [];
  for (const { hours, blobs } of pieces) {
    for (const blob of blobs) {
      readColumns(blob, (hour, metric, channel, member, amount) => {
        expect(hour >= hours.from && hour < hours.to).toBe(true);
        counters.push({ hour, metric, channel, member, amount });
      });
    }
  }
  return plainSum(counters);
}

/** The naive second implementation: a sum by key, of headcounts the last. */
export function plainSum(counters: readonly Counter[]): Counter[] {
  const sums = new Map<string, Counter>();
  for (const counter of counters) {
    const key = `${counter.hour} ${counter.metric} ${counter.channel} ${counter.member}`;
    const before = counter.metric === 'total_users' ? 0 : (sums.get(key)?.amount ?? 0);
    sums.set(key, { ...counter, amount: before + counter.amount });
  }
  const order = (a: Counter, b: Counter) =>
    a.hour - b.hour || a.metric.localeCompare(b.metric) || a.channel - b.channel || a.member - b.member;
  return [...sums.values()].sort(order);
}

export const counterArbitrary = fc
  .tuple(fc.integer({ min: 0, max: 80 }), fc.constantFrom('msg', 'voice', 'join', 'total_users'), fc.nat(3), fc.nat(4))
  .chain(([hourOfMonth, metric, channel, member]) =>
    fc.integer({ min: 1, max: 4000 }).map((amount): Counter => {
      const isPersonal = metric === 'msg' || metric === 'voice';
      return {
        hour: start + hourOfMonth,
        metric: metric as Counter['metric'],
        channel: isPersonal ? channel + 1 : none,
        member: isPersonal ? member : none,
        amount,
      };
    }),
  );

/** A commit of these counters, or a compaction of what lies before that hour of the month. */
export const stepArbitrary = fc.oneof(
  { weight: 3, arbitrary: fc.array(counterArbitrary, { maxLength: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 90 }) },
);

export const rangeArbitrary = fc
  .tuple(fc.integer({ min: -3, max: 85 }), fc.integer({ min: 0, max: 85 }))
  .map(([from, length]): HourRange => ({ from: start + from, to: start + from + length }));
