import { type HourRange, hourMs } from '../../core/time.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import type { UsualMeasure, UsualQuery } from '../../query/questions/compared/usual.ts';
import { isBetween, isNotKnown, type Value } from '../../query/value.ts';
import type { DayPoint } from '../charts/days.ts';
import type { Span } from '../charts/series-paths.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { drawn, figureText, type PictureMetric } from './picture-numbers.ts';

/** A day of a picture, as it is drawn and as it is said. */
export interface PictureDay {
  readonly period: HourRange;
  /** Null if it is not known, or if the day was observed in part. */
  readonly value: number | null;
  readonly isRunning: boolean;
  readonly isPartly: boolean;
  readonly usual: Span | null;
  readonly unusual: 'above' | 'below' | null;
  readonly point: DayPoint;
}

/** The days of a result, in order, each with its point. Days that have not begun are empty. */
export function pictureDays(series: Result<UsualMeasure>, words: Words): readonly PictureDay[] {
  const { metric } = series.query as UsualQuery;
  const { askedAtMs } = series.facts;
  const begun = series.rows.flatMap((row) =>
    row.key.kind === 'period' ? [dayOf(row, row.key, metric, askedAtMs, words)] : [],
  );
  return [...begun, ...daysAhead(begun.at(-1)?.period.to ?? series.query.range.from, series.query.range.to)];
}

function dayOf(
  { values }: ResultRow<UsualMeasure>,
  { from, to }: HourRange,
  metric: PictureMetric,
  askedAtMs: number,
  words: Words,
): PictureDay {
  const isRunning = to * hourMs > askedAtMs;
  const share = typeof values.observedShare === 'number' ? values.observedShare : 0;
  const isPartly = !isRunning && share < wholeShare && typeof values.value === 'number';
  const value = typeof values.value === 'number' && !isPartly ? values.value : null;
  const [low, high] = [values.usualLow, values.usualHigh];
  const usual = typeof low === 'number' && typeof high === 'number' ? { low, high } : null;
  const unusual = values.unusual === 1 ? 'above' : values.unusual === -1 ? 'below' : null;
  const day = words.weekdayAndDay(from * hourMs);
  const said = valueSaid(values.value, metric, words);
  const point: DayPoint = {
    value: value === null ? null : drawn(value, metric),
    bounds: null,
    usual: drawnSpan(usual, metric),
    isRunning,
    hatch: isPartly ? words.say('picture.gap') : hatchOf(values.value, words),
    ring: null,
    readout: isPartly
      ? words.say('picture.readoutInPart', { day, hours: Math.round(24 * share), value: said })
      : readout({ day, said, usual, isRunning }, metric, words),
  };
  return { period: { from, to }, value, isRunning, isPartly, usual, unusual, point };
}

/** A day that was observed for less is not shown among the others. */
const wholeShare = 0.95;

function valueSaid(value: Value, metric: PictureMetric, words: Words): string {
  if (isNotKnown(value)) return words.say(`why.${value.notKnown}`);
  if (isBetween(value)) return unknown;
  return figureText(value, metric, words);
}

function drawnSpan(span: Span | null, metric: PictureMetric): Span | null {
  return span === null ? null : { low: drawn(span.low, metric), high: drawn(span.high, metric) };
}

/** What is hatched: only what could have been seen or will never be. */
export function hatchOf(value: Value, words: Words): string | null {
  if (!isNotKnown(value)) return null;
  if (value.notKnown === 'notObserved' || value.notKnown === 'unreadable') return words.say('picture.gap');
  return value.notKnown === 'beforeCounting' ? words.say('picture.beforeCounting') : null;
}

interface Said {
  readonly day: string;
  readonly said: string;
  readonly usual: Span | null;
  readonly isRunning: boolean;
}

function readout({ day, said, usual, isRunning }: Said, metric: PictureMetric, words: Words): string {
  if (isRunning) return words.say('picture.readoutSoFar', { day, value: said });
  if (usual === null) return words.say('picture.readout', { day, value: said });
  const [low, high] = [figureText(usual.low, metric, words), figureText(usual.high, metric, words)];
  return words.say('picture.readoutUsual', { day, value: said, low, high });
}

function daysAhead(from: number, to: number): readonly PictureDay[] {
  const days: PictureDay[] = [];
  for (let start = from; start < to; start += 24) {
    const point = { value: null, bounds: null, usual: null, isRunning: false, hatch: null, ring: null, readout: '' };
    const period = { from: start, to: Math.min(to, start + 24) };
    days.push({ period, value: null, isRunning: false, isPartly: false, usual: null, unusual: null, point });
  }
  return days;
}
