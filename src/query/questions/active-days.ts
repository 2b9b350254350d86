import { nextTurn } from '../../core/async/event-loop.ts';
import { type CountedWindow, countedWhole, valueOfWindow } from '../active/active-numbers.ts';
import {
  type ActiveWindows,
  guildWindows,
  monthHours,
  monthStart,
  untilToday,
  weekHours,
} from '../active/active-windows.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import type { Value } from '../value.ts';
import type { QuestionDeps } from './question-deps.ts';

/** Active members on a day, in the 7 and 30 days that end with it, and in the calendar month so far. */
export const activeDayMeasures = ['day', 'week', 'month', 'calendarMonth'] as const;
export type ActiveDayMeasure = (typeof activeDayMeasures)[number];

/** The active members of each day of a range, up to today, and of the windows that end with it. */
export async function activeDays(query: Query<'activeDays'>, deps: QuestionDeps): Promise<Result<ActiveDayMeasure>> {
  const { guildId, onProgress } = query;
  const { store, clock, activities } = deps;
  const range = untilToday(query.range, clock.now());
  const windows = await guildWindows(store, activities, guildId);
  const days: Record<ActiveDayMeasure, CountedWindow>[] = [];
  for (let from = range.from; from < range.to; from += 24) {
    days.push(await windowsEndingWith(windows, from));
    onProgress?.((from + 24 - range.from) / (range.to - range.from));
    await nextTurn();
  }
  const unreadable = activities.unreadable(guildId);
  const seen = { from: Math.min(range.to - monthHours, range.from - monthHours), to: range.to };
  const factsSeen = await rangeFacts(store, clock, guildId, seen, unreadable);
  const sight = await Sight.of(deps, guildId, { range: seen, facts: factsSeen, unreadable });
  const rows: ResultRow<ActiveDayMeasure>[] = [];
  for (const day of days) {
    const values: Partial<Record<ActiveDayMeasure, Value>> = {};
    for (const measure of activeDayMeasures) values[measure] = await valueOfWindow(day[measure], sight);
    rows.push({
      key: { kind: 'period', ...day.day.range },
      values: values as Record<ActiveDayMeasure, Value>,
    });
  }
  const facts = await rangeFacts(store, clock, guildId, range, unreadable);
  return {
    query: { ...query, range },
    measures: activeDayMeasures,
    rows,
    facts: { ...facts, hasTrial: windows.hasTrial(range) },
    before: null,
  };
}

async function windowsEndingWith(
  windows: ActiveWindows,
  from: number,
): Promise<Record<ActiveDayMeasure, CountedWindow>> {
  const to = from + 24;
  return {
    day: await countedWhole(windows, { from, to }),
    week: await countedWhole(windows, { from: to - weekHours, to }),
    month: await countedWhole(windows, { from: to - monthHours, to }),
    calendarMonth: await countedWhole(windows, { from: monthStart(from), to }),
  };
}
