import { type ChannelNumber, none } from './counter.ts';
import { type Grain, metricOf, type TotalMetric } from './metric.ts';
import type { Snowflake } from './snowflake.ts';
import { dayOf, type Hour, type HourRange, hourOf, hoursOfMonth, type Month, monthOf, monthOfHour } from './time.ts';

/** A number for (guild, metric, span, channel, key), without a member. */
export interface Total {
  readonly guildId: Snowflake;
  readonly metric: TotalMetric;
  /** The hour, day or month, by the grain of the metric: see `core/time.ts`. */
  readonly start: number;
  /** {@link none} for a metric of scope `guild`. */
  readonly channel: ChannelNumber;
  /** What the metric is broken down by, such as an emoji or a class of tenure; '' for none. At most 64 UTF-16 units. */
  readonly key: string;
  /** In the metric's unit, 1 or more; for the fold `last`, 0 or more. */
  readonly amount: number;
}

/** A total as stored. */
export interface TotalAtRest extends Total {
  /**
   * The metric's own grain, or `month` in a pruned month, for which the days are summed. Then {@link Total.channel} is
   * {@link none} for all channels in which fewer than five people wrote.
   */
  readonly grain: Grain;
}

/** A key that a metric has in a guild's month. */
export interface KnownKey extends Pick<Total, 'guildId' | 'metric' | 'key'> {
  readonly month: Month;
}

/** The hour, day or month of an instant. `atMs` is in milliseconds since the Unix epoch. */
export function startIn(grain: Grain, atMs: number): number {
  if (grain === 'hour') return hourOf(atMs);
  return grain === 'day' ? dayOf(atMs) : monthOf(atMs);
}

/** The month of a total. */
export function monthOfTotal({ metric, start }: Pick<Total, 'metric' | 'start'>): Month {
  const { grain } = metricOf(metric);
  if (grain === 'hour') return monthOfHour(start);
  return grain === 'day' ? monthOfHour(start * 24) : start;
}

/** The spans of a grain that begin in a range: from `from`, included, to `to`, excluded, in the grain's unit. */
export function startsWithin(grain: Grain, { from, to }: HourRange): { readonly from: number; readonly to: number } {
  if (grain === 'hour') return { from, to };
  if (grain === 'day') return { from: Math.ceil(from / 24), to: Math.ceil(to / 24) };
  return { from: firstMonthFrom(from), to: firstMonthFrom(to) };
}

function firstMonthFrom(hour: Hour): Month {
  const month = monthOfHour(hour);
  return hoursOfMonth(month).from < hour ? month + 1 : month;
}

/** Why a total is invalid; null if it is valid. Stores check every total with it before writing. */
export function totalFault(total: Total): string | null {
  const metric = metricOf(total.metric);
  if (metric === undefined) return 'an unknown metric';
  if (!Number.isSafeInteger(total.start) || total.start < 0 || total.start >= 2 ** 31) return 'a start out of range';
  if (!Number.isSafeInteger(total.channel) || total.channel < none || total.channel >= 2 ** 32) {
    return 'a channel out of range';
  }
  if ((metric.scope === 'channel') !== (total.channel !== none)) return 'a channel that does not suit the metric';
  if (typeof total.key !== 'string' || total.key.length > longestKey) return 'a key that is too long';
  const least = metric.fold === 'last' ? 0 : 1;
  if (!Number.isSafeInteger(total.amount) || total.amount < least) return 'an amount out of range';
  return null;
}

/** In UTF-16 units. */
export const longestKey = 64;
