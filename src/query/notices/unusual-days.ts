import { median } from 'simple-statistics';
import { type Figures, farOff, farOffAt } from './far-off.ts';
import { dayRule, type NoticeRule, weekRule } from './notice-rule.ts';
import type { NoticeSeries } from './notice-series.ts';
import { type ScoredSeries, type UnusualPeriod, unusualPeriods } from './unusual-periods.ts';

/** The numbers of some series, all of the same days. */
export type SeriesFigures = ReadonlyMap<NoticeSeries, Figures>;

/** An unusual day, or an unusual week of seven. */
export interface UnusualDays extends Omit<UnusualPeriod, 'index' | 'lastAsFar'> {
  /** Its first day, as an index. */
  readonly day: number;
  readonly days: 1 | 7;
  /** The first day of the last one as far off; null if there is none among the given days. */
  readonly lastAsFar: number | null;
}

/**
 * The days and weeks that a notice is given of, by their ends, days first. A series that is too small for days has weeks
 * too, except those in which a notice was given of a day.
 *
 * @param figures By day.
 * @param monday The index of any Monday.
 */
export function unusualDaysAndWeeks(figures: SeriesFigures, monday: number): readonly UnusualDays[] {
  const days = unusualPeriods(scoredBy(dayRule, figures), { rule: dayRule, quiet: quietDays });
  const told = new Set(days.map(({ index }) => index));
  const first = ((monday % 7) + 7) % 7;
  const dayOf = (week: number) => first + week * 7;
  const weeks = unusualPeriods(scoredBy(weekRule, byWeek(figures, first)), {
    rule: weekRule,
    quiet: 1,
    mayTell: (series, week) =>
      isSmall(figures.get(series) ?? [], dayOf(week)) && !daysOfWeek.some((offset) => told.has(dayOf(week) + offset)),
  });
  return [
    ...days.map(({ index, ...day }) => ({ ...day, day: index, days: 1 as const })),
    ...weeks.map(({ index, lastAsFar, ...week }) => ({
      ...week,
      day: dayOf(index),
      days: 7 as const,
      lastAsFar: lastAsFar === null ? null : dayOf(lastAsFar),
    })),
  ].sort((a, b) => a.day + a.days - (b.day + b.days) || a.days - b.days);
}

/**
 * The first day of the last day or week that was as far off as an unusual one; null if none was.
 *
 * @param values By day, of the same series.
 * @param monday The index of any Monday.
 * @param before The first day of the unusual one, as an index.
 */
export function lastDayAsFar(
  values: Figures,
  monday: number,
  before: number,
  { days, distance }: Pick<UnusualDays, 'days' | 'distance'>,
): number | null {
  const first = ((monday % 7) + 7) % 7;
  const [figures, rule] = days === 1 ? [values, dayRule] : [weekly(values, first), weekRule];
  for (let index = (days === 1 ? before : (before - first) / 7) - 1; index >= 0; index -= 1) {
    const earlier = farOffAt(figures, index, rule);
    if (earlier !== null && earlier.distance >= distance) return days === 1 ? index : first + index * 7;
  }
  return null;
}

/** In days. */
export const quietDays = 7;

const daysOfWeek = [0, 1, 2, 3, 4, 5, 6];

function scoredBy(rule: NoticeRule, figures: SeriesFigures): ScoredSeries {
  return new Map(Array.from(figures, ([series, values]) => [series, farOff(values, rule)]));
}

function byWeek(figures: SeriesFigures, first: number): SeriesFigures {
  return new Map(Array.from(figures, ([series, values]): [NoticeSeries, Figures] => [series, weekly(values, first)]));
}

/** Weeks of which a day is not known are not known. */
function weekly(values: Figures, first: number): Figures {
  const weeks: (number | null)[] = [];
  for (let day = first; day + 7 <= values.length; day += 7) {
    const own = values.slice(day, day + 7).filter((value) => value !== null);
    weeks.push(own.length === 7 ? own.reduce((sum, value) => sum + value, 0) : null);
  }
  return weeks;
}

/** Whether a day without anything would not be worth a notice, by the eight weeks before a day. */
function isSmall(values: Figures, day: number): boolean {
  const known = values.slice(Math.max(0, day - 56), Math.max(0, day)).filter((value) => value !== null);
  return known.length > 0 && !dayRule.isWorth(0, median(known));
}
