import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Counter } from '../../../../src/core/counter.ts';
import { dayMs } from '../../../../src/core/time.ts';
import { notices } from '../../../../src/query/questions/notices/notices.ts';
import { SeededRandom } from '../../../../src/simulator/population/seeded-random.ts';
import { guildId } from '../../a-store.ts';
import { withHistory } from './a-history.ts';

const first = Date.UTC(2024, 0, 1) / dayMs;
const length = 125;
const [start, end] = [first * 24, (first + length) * 24];

/** An hourly rhythm with spikes, of which the last days have more, and gaps. */
function hoursOf(seed: number) {
  const random = new SeededRandom(seed);
  const numbers = { messages: new Map<number, number>(), joins: new Map<number, number>() };
  const missed: number[] = [];
  for (let hour = start; hour < end; hour += 1) {
    if (random.happens(0.01)) {
      missed.push(hour);
      continue;
    }
    const isLate = hour > end - 72;
    const spike = random.happens(isLate ? 0.15 : 0.002) ? random.between(2, isLate ? 30 : 15) : 1;
    numbers.messages.set(hour, Math.round(random.between(0, hour % 24 > 15 ? 9 : 3) * spike));
    numbers.joins.set(hour, Math.round(random.between(0, 1.4) * spike));
  }
  const counters: Counter[] = [];
  const names = { messages: ['msg', 1, 7], joins: ['join', 0, 0] } as const;
  for (const name of ['messages', 'joins'] as const) {
    const [metric, channel, member] = names[name];
    for (const [hour, amount] of numbers[name])
      if (amount > 0) counters.push({ hour, metric, channel, member, amount });
  }
  return { numbers, missed, counters };
}

function naive(numbers: ReadonlyMap<number, number>, range: { from: number; to: number }) {
  const scores = new Map<number, { usual: number; distance: number } | null>();
  const scoreAt = (hour: number) => {
    const known = scores.get(hour);
    if (known !== undefined) return known;
    const value = numbers.get(hour);
    const around = [];
    for (let week = 1; week <= 8; week += 1) {
      for (const near of [-1, 0, 1]) around.push(numbers.get(hour - week * 168 + near));
    }
    const sorted = around.filter((each) => each !== undefined).sort((a, b) => a - b);
    const half = sorted.length / 2;
    const usual = ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
    const isKnown = value !== undefined && hour - 8 * 168 - 1 >= start && sorted.length >= 12;
    const score = isKnown ? { usual, distance: Math.log((value + 5) / (usual + 5)) } : null;
    scores.set(hour, score);
    return score;
  };
  const isUnusual = (hour: number) => {
    const [score, value] = [scoreAt(hour), numbers.get(hour) ?? 0];
    if (score === null || value < 2 * score.usual || value - score.usual < 10) return false;
    const before = [];
    for (let earlier = hour - 1; earlier >= hour - 5760 && before.length < 4320; earlier -= 1) {
      const other = scoreAt(earlier);
      if (other !== null) before.push(other.distance);
    }
    return before.length >= 1440 && before.every((distance) => distance < score.distance);
  };
  return { scoreAt, isUnusual, range };
}

it('hours are those of a naive rank over 4,320 hours, and within a day only higher ones are told again', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
      const { numbers, missed, counters } = hoursOf(seed);
      await withHistory({ first, counters, missed, nowMs: end * 3_600_000 + 60_000 }, async (deps) => {
        for (const range of [
          { from: end - 60, to: end },
          { from: end - 24, to: end },
          { from: end - 30, to: end - 29 },
        ]) {
          const series = ['messages', 'joins'] as const;
          const found = await notices(
            { about: 'notices', guildId, range, by: 'hour', channel: null, view: () => false, series },
            deps,
          );
          const expected = [];
          const ranks = { messages: naive(numbers.messages, range), joins: naive(numbers.joins, range) };
          for (let hour = range.from; hour < range.to; hour += 1) {
            for (const name of series) {
              const before = [];
              for (let earlier = hour - 24; earlier < hour; earlier += 1) {
                before.push(...series.filter((each) => ranks[each].isUnusual(earlier)));
              }
              if (!ranks[name].isUnusual(hour) || (before.length > 0 && !before.includes(name))) continue;
              const usual = ranks[name].scoreAt(hour)?.usual;
              expected.push({ of: name, from: hour, value: numbers[name].get(hour), usual });
            }
          }
          expect(
            found.rows.map(({ key, values: { value, usual } }) => {
              return key.kind === 'notice' ? { of: key.of, from: key.from, value, usual } : null;
            }),
          ).toEqual(expected);
          told += expected.length;
        }
      });
    }),
    { numRuns: 4, endOnFailure: true },
  );
  expect(told).toBeGreaterThan(5);
}, 120_000);
