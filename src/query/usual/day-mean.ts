import { isNotKnown, type NotKnown, notKnown } from '../value.ts';
import type { ComparedMetric } from './compared-metrics.ts';
import type { KnownDay } from './known-days.ts';
import { leastObserved, type MonthFigure } from './usual.ts';

/**
 * What a number is on a day, on average over the days that are over, known, and observed for at least 95 %; of members,
 * the last of these days. Not known if there is no such day, or if one was deleted or cannot be read: the rest is not
 * like all of them.
 */
export function dayMean(days: readonly KnownDay[], metric: ComparedMetric): MonthFigure | NotKnown {
  const over = days.filter(({ isOver }) => isOver);
  const gone = over.find(({ isGone }) => isGone);
  if (gone !== undefined) return isNotKnown(gone.value) ? gone.value : notKnown('deleted');
  const numbers = over.flatMap(({ value, observedShare }) => {
    return typeof value === 'number' && observedShare >= leastObserved ? [value] : [];
  });
  const last = numbers.at(-1);
  if (last === undefined) return whyNone(days, over);
  if (metric === 'totalUsers') return { value: last, days: 1 };
  return { value: numbers.reduce((sum, value) => sum + value, 0), days: numbers.length };
}

function whyNone(days: readonly KnownDay[], over: readonly KnownDay[]): NotKnown {
  if (over.length === 0 && days.length > 0) return notKnown('running');
  return over.map(({ value }) => value).find(isNotKnown) ?? notKnown('notObserved');
}
