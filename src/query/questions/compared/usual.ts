import { wholeDaysAround } from '../../days/whole-days.ts';
import type { EventDeps } from '../../events/seen-events.ts';
import { specialHours } from '../../events/special-hours.ts';
import type { Query, Result, ResultRow } from '../../query.ts';
import type { ComparedMetric } from '../../usual/compared-metrics.ts';
import { type KnownDay, knownDays } from '../../usual/known-days.ts';
import {
  type DayFigure,
  leastObserved,
  type MaybeUsual,
  sideOf,
  usualOfWeekday,
  usualRange,
} from '../../usual/usual.ts';
import { isNotKnown, notKnown, type Value } from '../../value.ts';
import type { SeriesDeps } from '../series.ts';

export interface UsualQuery extends Query {
  readonly by: 'day';
  readonly metric: ComparedMetric;
}

export type UsualDeps = SeriesDeps & EventDeps;

export const usualMeasures = ['value', 'usualLow', 'usualHigh', 'unusual', 'observedShare'] as const;
export type UsualMeasure = (typeof usualMeasures)[number];

/**
 * One number of every day that the range touches, as in a series, beside what is usual for the day:
 * - `value`: in the unit of the metric; of the running day so far;
 * - `usualLow`, `usualHigh`: the range of the last eight same weekdays, both ends included; `learning` while there are
 *   fewer than eight in 16 weeks that were observed for 95 % and without an event, and `deleted` if one of them is gone;
 * - `unusual`: 1 above all of the eight, −1 below, 0 inside; `running` for a day that is not over, and `notObserved` for
 *   one that was observed for less than 95 %;
 * - `observedShare`: of the day, 0 to 1.
 */
export async function usual(query: UsualQuery, deps: UsualDeps): Promise<Result<UsualMeasure>> {
  const { metric, onProgress } = query;
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const range = wholeDaysAround(query.range);
  const half = (add: number) => ({ ...query, onProgress: (share: number) => onProgress?.(add + share / 2) });
  const before = { from: range.from - weeksBefore * 7 * 24, to: range.from };
  const { days: earlier } = await knownDays(half(0), before, metric, asOfNow);
  const { days, facts } = await knownDays(half(0.5), range, metric, asOfNow);
  const all = [...earlier, ...days];
  const isSpecial = await specialHours(query, deps);
  const figures = all.map((day) => figureOf(day, isSpecial(day.hours)));
  const rows = days.map((day, index): ResultRow<UsualMeasure> => {
    const usualOfDay = usualOf(all, figures, earlier.length + index);
    return { key: { kind: 'period', ...day.hours }, values: valuesOf(day, usualOfDay) };
  });
  return { query, measures: usualMeasures, rows, facts, before: null };
}

/** Twice as many as are needed, because some may not have been observed. */
const weeksBefore = 16;

function usualOf(days: readonly KnownDay[], figures: readonly DayFigure[], index: number): MaybeUsual {
  for (let [earlier, found] = [index - 7, 0]; earlier >= 0 && found < 8; earlier -= 7) {
    const day = days[earlier];
    if (day?.isGone) return isNotKnown(day.value) ? day.value : notKnown('deleted');
    const figure = figures[earlier];
    if (figure !== undefined && !figure.isSpecial && figure.observedShare >= leastObserved) found += 1;
  }
  return usualOfWeekday(figures, index) ?? notKnown('learning');
}

/** A day that is not known is like one that was not observed. */
function figureOf({ value, observedShare }: KnownDay, isSpecial: boolean): DayFigure {
  if (typeof value !== 'number') return { value: 0, observedShare: 0, isSpecial };
  return { value, observedShare, isSpecial };
}

function valuesOf(day: KnownDay, usualOfDay: MaybeUsual): Readonly<Record<UsualMeasure, Value>> {
  return {
    value: day.value,
    ...usualRange(usualOfDay),
    unusual: sideOfDay(day, usualOfDay),
    observedShare: day.observedShare,
  };
}

function sideOfDay({ value, observedShare, isOver, isGone }: KnownDay, usualOfDay: MaybeUsual): Value {
  if (isNotKnown(value)) return value;
  if (!isOver) return notKnown('running');
  if (isGone) return notKnown('deleted');
  if (observedShare < leastObserved) return notKnown('notObserved');
  return sideOf(value, usualOfDay);
}
