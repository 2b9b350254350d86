import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Counter } from '../../src/core/counter.ts';
import { type HourRange, hoursOfMonth, monthsOfRange } from '../../src/core/time.ts';
import type { Result, ResultRow } from '../../src/query/query.ts';
import type { About, QueryAbout, Questions } from '../../src/query/questions.ts';
import { comparedMetrics } from '../../src/query/usual/compared-metrics.ts';
import { isNotKnown } from '../../src/query/value.ts';
import { guildId } from './a-store.ts';
import { pruneMonths, questionsTo } from './prune-months.ts';
import { channels, february, january, march, ranges, type World, withWorld, worlds } from './questions/a-world.ts';

const view = (channel: { readonly number: number }) => channel.number % 3 !== 0;

type Asked = QueryAbout<About>;

it('what a pruned month still answers is what it answered before', async () => {
  const answered = new Map<About, number>();
  const asked = fc.array(queries, { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(crowdedWorlds, asked, fc.boolean(), async (world, questions, isFebruaryKept) => {
      await withWorld(world, async (deps) => {
        const before = await answersTo(questions, questionsTo(deps));
        await pruneMonths(deps, isFebruaryKept ? 1 : 0);
        const after = await answersTo(questions, questionsTo(deps));
        for (const [index, query] of questions.entries()) {
          const [own, earlier] = [after[index], before[index]];
          if (own === undefined || earlier === undefined) throw new Error('a question has no answer');
          if (leavesOutWhatIsLost(query, own)) continue;
          const { about, range, by } = query;
          const wasKnown = new Map(earlier.rows.map((row) => [keyOf(row), row.values]));
          const known = own.rows.map((row) => ({ key: row.key, values: knownIn(row, own) }));
          const expected = known.map(({ key, values }) => {
            return { key, values: pickedFrom(wasKnown.get(keyOf({ key })), Object.keys(values)) };
          });
          expect({ about, range, by, known }).toEqual({ about, range, by, known: expected });
          const isOfPruned = own.facts.prunedMonths.length === monthsOfRange(query.range).length;
          const numbers = known.flatMap(({ values }) => Object.keys(values));
          if (isOfPruned) answered.set(about, (answered.get(about) ?? 0) + numbers.length);
        }
      });
    }),
    { numRuns: 40 },
  );
  for (const about of abouts)
    expect({ about, isAnswered: (answered.get(about) ?? 0) > 0 }).toEqual({ about, isAnswered: true });
}, 120_000);

const comparing = ['usual', 'change', 'compare', 'channelChanges'] as const;

const abouts = [
  'series',
  'hourOfWeek',
  'channelTable',
  'active',
  'activeDays',
  'activeInRange',
  'report',
  ...comparing,
] as const;

/** Often whole months, as most numbers of channels are kept by month. */
const asked: fc.Arbitrary<HourRange> = fc.oneof(
  ranges,
  fc.constantFrom(
    hoursOfMonth(january),
    hoursOfMonth(february),
    { from: hoursOfMonth(january).from, to: hoursOfMonth(march).from },
    { from: hoursOfMonth(january).from, to: hoursOfMonth(march).from + 240 },
    { from: hoursOfMonth(february).from, to: hoursOfMonth(march).from + 240 },
  ),
);

const queries: fc.Arbitrary<Asked> = fc
  .record({
    about: fc.constantFrom('hourOfWeek' as const, 'hourOfWeek' as const, 'channelTable' as const, ...abouts),
    by: fc.constantFrom('hour', 'day', 'week', 'month', 'total'),
    range: asked,
    channel: fc.option(fc.constantFrom(...channels)),
    metric: fc.constantFrom(...comparedMetrics),
    with: asked,
    reportBy: fc.constantFrom('total', 'weekday', 'hourOfDay', 'channel'),
  })
  .map(({ about, by, range, channel, reportBy, metric, with: other }) => {
    if (about === 'usual' || about === 'change') return { about, guildId, by, range, channel, view, metric };
    if (about === 'compare') return { about, guildId, by, range, channel, view, with: other };
    if (about === 'report') {
      const { from, to } = hoursOfMonth(monthsOfRange(range)[0] ?? january);
      const within = { from: Math.max(range.from, from), to: Math.min(range.to, to) };
      return { about, guildId, by: reportBy, range: within, channel: reportBy === 'channel' ? null : channel, view };
    }
    const isOfDays = about.startsWith('active');
    const whole = { from: Math.floor(range.from / 24) * 24, to: Math.ceil(range.to / 24) * 24 };
    return { about, guildId, by, range: isOfDays ? whole : range, channel: isOfDays ? null : channel, view };
  }) as fc.Arbitrary<Asked>;

/** Several people in one hour of a channel. */
const crowds = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 27 }),
    hour: fc.constantFrom(0, 9, 9, 20, 23),
    channel: fc.integer({ min: 1, max: 4 }),
    people: fc.integer({ min: 3, max: 12 }),
    metric: fc.constantFrom('msg' as const, 'msg' as const, 'voice' as const),
    amount: fc.integer({ min: 1, max: 4000 }),
  }),
  { maxLength: 40, size: 'max' },
);

const crowdedWorlds: fc.Arbitrary<World> = fc.tuple(worlds, crowds, crowds).map(([world, ofJanuary, ofFebruary]) => {
  const metrics = new Set(world.imported.map(({ metric }) => metric));
  const { from, to } = world.importedHours;
  const imported = countersIn(ofJanuary, january, 50).filter(({ hour, metric }) => {
    return metrics.has(metric) && hour >= from && hour < to;
  });
  const [first = [], ...rest] = world.batches;
  return {
    ...world,
    isPruned: false,
    imported: [...world.imported, ...imported],
    batches: [[...first, ...countersIn(ofFebruary, february, 100)], ...rest],
  };
});

function countersIn(
  drawn: readonly (Omit<Counter, 'member'> & { readonly day: number; readonly people: number })[],
  month: number,
  firstMember: number,
): readonly Counter[] {
  const { from } = hoursOfMonth(month);
  return drawn.flatMap(({ day, hour, people, ...rest }) =>
    Array.from({ length: people }, (_, index) => ({
      ...rest,
      hour: from + day * 24 + hour,
      member: firstMember + index,
    })),
  );
}

async function answersTo(asked: readonly Asked[], questions: Questions): Promise<readonly Result[]> {
  const found: Result[] = [];
  for (const query of asked) found.push(await questions.ask(query));
  return found;
}

/** Hours of the week and tables of channels are of what is left, and their facts name the months that are not. */
function leavesOutWhatIsLost({ about, range, channel }: Asked, { facts: { prunedMonths } }: Result): boolean {
  if (about !== 'hourOfWeek' && about !== 'channelTable' && about !== 'channelChanges') return false;
  const isCut = prunedMonths.some((month) => {
    return hoursOfMonth(month).from < range.from || hoursOfMonth(month).to > range.to;
  });
  if (about !== 'hourOfWeek') return isCut;
  return isCut || prunedMonths.includes(january) || (channel !== null && prunedMonths.length > 0);
}

/** What was observed of an imported month is not kept. */
function knownIn({ values }: ResultRow, { facts }: Result): ResultRow['values'] {
  const hidesShare = facts.prunedMonths.includes(january);
  const known = Object.entries(values).filter(([name, value]) => {
    return !isNotKnown(value) && !(name === 'observedShare' && hidesShare);
  });
  return Object.fromEntries(known);
}

function keyOf({ key }: Pick<ResultRow, 'key'>): string {
  return JSON.stringify(key);
}

/** Null if there was no such row. */
function pickedFrom(values: ResultRow['values'] | undefined, names: readonly string[]): ResultRow['values'] | null {
  if (values === undefined) return null;
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
