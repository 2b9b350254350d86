import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Counter } from '../../../../src/core/counter.ts';
import { dayMs, hourMs } from '../../../../src/core/time.ts';
import { type NoticeSeries, noticeSeries } from '../../../../src/query/notices/notice-series.ts';
import { notices } from '../../../../src/query/questions/notices/notices.ts';
import { SeededRandom } from '../../../../src/simulator/population/seeded-random.ts';
import { guildId } from '../../a-store.ts';
import { type History, withHistory } from './a-history.ts';
import { type DayNumber, naiveNotices } from './naive-notices.ts';

const first = Date.UTC(2024, 0, 1) / dayMs;
const length = 420;

/** Quiet days with bursts and gaps. Few people, or so many that days can be judged. */
function aHistory(seed: number): History & { readonly number: DayNumber } {
  const random = new SeededRandom(seed);
  const scale = seed % 2 === 0 ? 0.3 : 2;
  const draw = (mean: number) => Math.round(random.between(0, 2 * mean * scale));
  const counters: Counter[] = [];
  const missed: number[] = [];
  const gone = new Set<number>();
  for (let day = first; day < first + length; day += 1) {
    const burst = random.happens(0.03) ? random.between(2, 4) + (day - first) / 60 : 1;
    if (random.happens(0.04)) {
      const hours = Math.floor(random.between(1, 24));
      for (let hour = 0; hour < hours; hour += 1) missed.push(day * 24 + hour);
      if (hours > 1) gone.add(day);
      continue;
    }
    const add = (metric: Counter['metric'], channel: number, member: number, amount: number) => {
      const hour = day * 24 + Math.floor(random.between(1, 24));
      if (amount > 0) counters.push({ hour, metric, channel, member, amount });
    };
    const people = draw(6 * Math.sqrt(burst));
    for (let member = 1; member <= people; member += 1) {
      add('msg', random.happens(burst > 1 ? 0.9 : 0.5) ? 1 : 3, member, 1 + draw(3 * burst));
      if (random.happens(0.3)) add('voice', 2, member, 1000 * Math.round(random.between(1, 3 * burst * 3600)));
    }
    add('join', 0, 0, draw(random.happens(0.02) ? 15 : 2));
    add('part', 0, 0, draw(1));
  }
  const byDay = new Map<number, Counter[]>();
  for (const counter of counters) {
    const day = Math.floor(counter.hour / 24);
    byDay.set(day, [...(byDay.get(day) ?? []), counter]);
  }
  const number: DayNumber = (series, day) => {
    if (gone.has(day)) return null;
    const own = byDay.get(day) ?? [];
    const sum = (metric: Counter['metric']) => {
      return own.filter((each) => each.metric === metric).reduce((total, { amount }) => total + amount, 0);
    };
    switch (series) {
      case 'messages':
        return sum('msg');
      case 'joins':
        return sum('join');
      case 'parts':
        return sum('part');
      case 'voiceSeconds':
        return Math.floor(sum('voice') / 1000) / 3600;
      case 'people':
        return new Set(own.filter(({ metric }) => metric === 'msg' || metric === 'voice').map(({ member }) => member))
          .size;
    }
  };
  const known = new Map<string, number | null>();
  return {
    first,
    counters,
    missed,
    nowMs: (first + length) * dayMs + 5 * hourMs,
    number(series, day) {
      const key = `${series} ${day}`;
      if (!known.has(key)) known.set(key, number(series, day));
      return known.get(key) ?? null;
    },
  };
}

it('notices are those of a naive rank, over gaps, months, small and large servers', async () => {
  let [days, weeks] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1e9 }),
      fc.subarray([...noticeSeries], { minLength: 3 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: length + 3 }), fc.integer({ min: 1, max: 40 })), {
        minLength: 2,
        maxLength: 4,
      }),
      async (seed, series, ranges) => {
        const history = aHistory(seed);
        await withHistory(history, async (deps) => {
          for (const [offset, size] of [...ranges, [100, length] as const]) {
            const [from, to] = [first + offset, Math.min(first + offset + size, first + length)];
            const range = { from: from * 24, to: (first + offset + size) * 24 };
            const found = await notices(
              { about: 'notices', guildId, range, by: 'day', channel: null, view: () => false, series },
              deps,
            );
            const expected = naiveNotices(history.number, series, { first, from, to });
            expect(found.rows.map(asNaive)).toEqual(expected.map((each) => rounded(each)));
            days += expected.filter((each) => each.days === 1).length;
            weeks += expected.filter((each) => each.days === 7).length;
          }
        });
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
  console.log(days, weeks);
  expect(days).toBeGreaterThan(10);
  expect(weeks).toBeGreaterThan(3);
}, 120_000);

type Row = Awaited<ReturnType<typeof notices>>['rows'][number];

function asNaive({ key, values }: Row) {
  if (key.kind !== 'notice') throw new Error('a row of something else');
  const { daysSince } = values;
  return rounded(
    {
      series: key.of as NoticeSeries,
      first: key.from / 24,
      days: (key.to - key.from) / 24,
      value: values.value as number,
      usual: values.usual as number,
      daysSince: typeof daysSince === 'number' ? daysSince : null,
      among: values.among as number,
    },
    true,
  );
}

/** Voice in whole seconds. */
function rounded<Found extends { series: NoticeSeries; value: number; usual: number }>(found: Found, isDone = false) {
  const unit = (value: number) => (found.series === 'voiceSeconds' && !isDone ? Math.round(value * 3600) : value);
  return { ...found, value: unit(found.value), usual: unit(found.usual) };
}
