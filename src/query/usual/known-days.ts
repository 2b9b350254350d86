import { type HourRange, hourMs } from '../../core/time.ts';
import { isDay } from '../days/whole-days.ts';
import type { Query } from '../query.ts';
import { type SeriesDeps, series } from '../questions/series.ts';
import type { RangeFacts } from '../range-facts.ts';
import type { Value } from '../value.ts';
import type { ComparedMetric } from './compared-metrics.ts';
import { isCoverageLost, isLost } from './lost.ts';

/** One number of a day, as a series has it. */
export interface KnownDay {
  /** The day, cut at the ends of the range. */
  readonly hours: HourRange;
  readonly value: Value;
  /** Of the hours that have passed, 0 to 1. */
  readonly observedShare: number;
  /** It is a whole day, and over. */
  readonly isOver: boolean;
  /** It was counted, and its number, or how much of it was observed, is gone. */
  readonly isGone: boolean;
}

export interface KnownDays {
  /** Of the range, ascending, up to today. */
  readonly days: readonly KnownDay[];
  readonly facts: RangeFacts;
}

/** Reads one number of every day of a range. */
export async function knownDays(
  { guildId, channel, view, onProgress }: Query,
  range: HourRange,
  metric: ComparedMetric,
  deps: SeriesDeps,
): Promise<KnownDays> {
  const asked = { about: 'series', guildId, channel, view, range, by: 'day' as const };
  const { rows, facts } = await series(onProgress === undefined ? asked : { ...asked, onProgress }, deps);
  const days = rows.flatMap(({ key, values }): readonly KnownDay[] => {
    if (key.kind !== 'period') return [];
    const hours = { from: key.from, to: key.to };
    const observedShare = values.observedShare as number;
    const value = values[metric];
    const isOver = isDay(hours) && hours.to * hourMs <= facts.askedAtMs;
    return [{ hours, value, observedShare, isOver, isGone: isLost(value) || isCoverageLost(hours, facts) }];
  });
  return { days, facts };
}
