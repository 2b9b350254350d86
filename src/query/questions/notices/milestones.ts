import { dayMs } from '../../../core/time.ts';
import { firstDay } from '../../notices/first-day.ts';
import {
  type MilestoneKind,
  type MostPeople,
  membersPassed,
  monthsCounted,
  mostPeople,
} from '../../notices/milestones.ts';
import { type ReadFigures, readFigures } from '../../notices/read-figures.ts';
import type { Query, Result, ResultRow } from '../../query.ts';
import { rangeFacts } from '../../range-facts.ts';
import { notKnown } from '../../value.ts';
import type { SeriesDeps } from '../series.ts';

export const milestoneMeasures = ['value', 'before'] as const;
export type MilestoneMeasure = (typeof milestoneMeasures)[number];

/**
 * The milestones of the days of a range that are over, each once ever:
 * - `totalUsers`: `value` members at the end of the day, 100, 250, 500, 1,000 and so on, more than on any day before;
 * - `months`: Census has counted for `value` months, 3, 6, 12, 24 and so on;
 * - `mostPeople`: `value` people wrote or talked on the day, more than ever; `before` were the most until then.
 */
export async function milestones(query: Query, deps: SeriesDeps): Promise<Result<MilestoneMeasure>> {
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const { guildId, range } = query;
  const [guild, first] = await Promise.all([deps.store.guild(guildId), firstDay(deps.store, guildId)]);
  const to = Math.min(Math.floor(range.to / 24), Math.floor(nowMs / dayMs)) * 24;
  const from = Math.max(first ?? to, Math.floor(range.from / 24) * 24);
  const rows: ResultRow<MilestoneMeasure>[] = [];
  const figures = first === null || from >= to ? null : await figuresOf(guildId, { first, from, to }, asOfNow);
  for (let hour = from; hour < to; hour += 24) {
    const add = (of: MilestoneKind, { value, before }: { readonly value: number; readonly before: number | null }) => {
      const key = { kind: 'notice', from: hour, to: hour + 24, of, channel: null } as const;
      rows.push({ key, values: { value, before: before ?? notKnown('notComparable') } });
    };
    const months = guild === undefined ? null : monthsCounted(guild.firstConnectedMs, hour / 24);
    if (months !== null) add('months', { value: months, before: null });
    if (figures === null || first === null) continue;
    const day = (hour - first) / 24;
    const passed = membersPassed(figures.members, day);
    if (passed !== null) add('totalUsers', { value: passed, before: null });
    const most: MostPeople | null = mostPeople(figures.people, day, first / 24);
    if (most !== null) add('mostPeople', most);
  }
  const facts = await rangeFacts(deps.store, asOfNow.clock, guildId, range);
  return { query, measures: milestoneMeasures, rows, facts, before: null };
}

/** Every day since counting began; null if the last days alone say that there is no milestone. */
async function figuresOf(
  guildId: string,
  { first, from, to }: { readonly first: number; readonly from: number; readonly to: number },
  deps: SeriesDeps,
) {
  const start = Math.max(first, from - daysSeen * 24);
  const some = namedIn(await readDays(guildId, { from: start, to }, deps));
  if (start === first) return some;
  const days = Array.from({ length: (to - from) / 24 }, (_, index) => (from - start) / 24 + index);
  // What is no milestone among some of the days is none among all.
  const mayBe = days.some((day) => {
    const value = some.people[day] ?? null;
    const isMost = value !== null && some.people.slice(0, day).every((each) => each === null || each < value);
    return isMost || membersPassed(some.members, day) !== null;
  });
  return mayBe ? namedIn(await readDays(guildId, { from: first, to }, deps)) : null;
}

const daysSeen = 60;

function readDays(guildId: string, range: { readonly from: number; readonly to: number }, deps: SeriesDeps) {
  return readFigures({ guildId, range, by: 'day' }, ['totalUsers', 'people'], deps);
}

function namedIn({ figures }: ReadFigures) {
  return { members: figures.get('totalUsers') ?? [], people: figures.get('people') ?? [] };
}
