import { type HourRange, hourMs, monthOfHour, weekdayOfHour } from '../../core/time.ts';
import type { Period } from '../../query/query.ts';
import type { Tick } from '../charts/canvas/axis.ts';
import type { Words } from '../words.ts';

/** The labels of an axis of consecutive periods: Mondays, or every day of a few; days and noons of hours; months of weeks. */
export function timeTicks(periods: readonly HourRange[], by: Period, words: Words): readonly Tick[] {
  return periods.flatMap((period, index) => {
    const label = labels[by](period.from, periods, words, index);
    return label === null ? [] : [{ at: (index + 0.5) / periods.length, ...label }];
  });
}

type Label = Omit<Tick, 'at'> | null;
type LabelOf = (from: number, periods: readonly HourRange[], words: Words, index: number) => Label;

const labels: Readonly<Record<Period, LabelOf>> = {
  hour: (from, _periods, words) => {
    if (from % 24 === 0) return { label: words.weekdayAndDay(from * hourMs) };
    return from % 24 === 12 ? { label: words.time(12), isMinor: true } : null;
  },
  day: (from, periods, words) => {
    const isLabelled = periods.length <= fewDays || weekdayOfHour(from) === 0;
    return isLabelled ? { label: words.weekdayAndDay(from * hourMs) } : null;
  },
  week: (from, periods, words, index) => {
    const before = periods[index - 1];
    const isFirstOfMonth = before !== undefined && monthOfHour(before.from) !== monthOfHour(from);
    return isFirstOfMonth || periods.length <= fewDays ? { label: words.dayAndMonth(from * hourMs) } : null;
  },
  month: (from, periods, words) => {
    const month = monthOfHour(from);
    const isMinor = periods.length > 24 && month % 12 !== 0;
    return { label: words.shortMonth(month, month % 12 === 0 || from === periods[0]?.from), isMinor };
  },
};

/** So many days or weeks are labelled one by one. */
const fewDays = 7;
