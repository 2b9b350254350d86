import { type HourRange, hourMs, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import type { Period, Result, ResultRow } from '../../query/query.ts';
import type { CountedMeasure, SeriesMeasure } from '../../query/series/series-measures.ts';
import { isBetween, isNotKnown, type Value } from '../../query/value.ts';
import type { DayPoint } from '../charts/days.ts';
import type { Words } from '../words.ts';
import { hatchOf } from './day-points.ts';
import { drawn, figureText } from './picture-numbers.ts';

/** A period of a series, as it is drawn and as it is said. */
export interface PicturePeriod {
  readonly period: HourRange;
  /** In the unit of the measure: exact, or an estimate. Null if it is not known, or if the period was observed in part. */
  readonly value: number | null;
  readonly isExact: boolean;
  readonly isRunning: boolean;
  /** Whether it is a whole hour, day, week or month: at the ends of a range they are cut. */
  readonly isWhole: boolean;
  readonly point: DayPoint;
}

/** One number of each period of a series, in order. */
export function picturePeriods(
  series: Result<SeriesMeasure>,
  measure: CountedMeasure,
  words: Words,
): readonly PicturePeriod[] {
  return series.rows.flatMap((row) => {
    if (row.key.kind !== 'period') return [];
    return [
      periodOf(row, row.key, measure, { askedAtMs: series.facts.askedAtMs, by: series.query.by as Period, words }),
    ];
  });
}

interface Telling {
  readonly askedAtMs: number;
  readonly by: Period;
  readonly words: Words;
}

function periodOf(
  { values }: ResultRow<SeriesMeasure>,
  { from, to }: HourRange,
  measure: CountedMeasure,
  { askedAtMs, by, words }: Telling,
): PicturePeriod {
  const isRunning = to * hourMs > askedAtMs;
  const own = values[measure];
  const share = typeof values.observedShare === 'number' ? values.observedShare : 0;
  const isPartly = !isRunning && share < leastShare[by] && !isNotKnown(own);
  const bounds = isBetween(own) && !isPartly ? { low: drawn(own.low, measure), high: drawn(own.high, measure) } : null;
  const value = isPartly ? null : likely(own);
  const day = periodText({ from, to }, by, words);
  const said = valueSaid(own, measure, words);
  const point: DayPoint = {
    value: value === null ? null : drawn(value, measure),
    bounds,
    usual: null,
    isRunning,
    hatch: isPartly ? words.say('picture.gap') : hatchOf(own, words),
    ring: null,
    readout: readout({ day, value: said }, { isRunning, isPartly, percent: Math.floor(100 * share) }, words),
  };
  return {
    period: { from, to },
    value,
    isExact: !isBetween(own),
    isRunning,
    isWhole: isWhole({ from, to }, by),
    point,
  };
}

function isWhole({ from, to }: HourRange, by: Period): boolean {
  const month = hoursOfMonth(monthOfHour(from));
  const hours = { hour: 1, day: 24, week: 7 * 24, month: month.to - month.from };
  return to - from === hours[by];
}

/** What was observed for less is a gap. Of a long period little is missing then. */
const leastShare: Readonly<Record<Period, number>> = { hour: 0.5, day: 0.95, week: 0.8, month: 0.8 };

function likely(value: Value): number | null {
  if (isNotKnown(value)) return null;
  return isBetween(value) ? value.estimate : value;
}

function valueSaid(value: Value, measure: CountedMeasure, words: Words): string {
  if (isNotKnown(value)) return words.say(`why.${value.notKnown}`);
  if (!isBetween(value)) return figureText(value, measure, words);
  const { estimate, low, high } = value;
  const bounds = { low: figureText(low, measure, words), high: figureText(high, measure, words) };
  if (estimate === null) return words.say('picture.between', bounds);
  return words.say('picture.estimateBetween', { ...bounds, estimate: figureText(estimate, measure, words) });
}

function readout(
  said: { readonly day: string; readonly value: string },
  {
    isRunning,
    isPartly,
    percent,
  }: { readonly isRunning: boolean; readonly isPartly: boolean; readonly percent: number },
  words: Words,
): string {
  if (isRunning) return words.say('picture.readoutSoFar', { day: said.day, value: said.value });
  if (isPartly) return words.say('picture.readoutOfPeriod', { day: said.day, value: said.value, percent });
  return words.say('picture.readout', { day: said.day, value: said.value });
}

/** `Mon 14 Oct 15:00`, `Mon 14 Oct`, `week of 14 Oct`, `October 2024`. */
export function periodText({ from }: HourRange, by: Period, words: Words): string {
  switch (by) {
    case 'hour':
      return words.say('picture.hourOfDay', { day: words.weekdayAndDay(from * hourMs), time: words.time(from % 24) });
    case 'day':
      return words.weekdayAndDay(from * hourMs);
    case 'week':
      return words.say('picture.weekOfDay', { day: words.dayAndMonth(from * hourMs) });
    case 'month':
      return words.month(monthOfHour(from));
  }
}
