import { type ChannelNumber, none } from './counter.ts';
import { type Grain, metricOf, type TotalMetric } from './metric.ts';
import type { Snowflake } from './snowflake.ts';
import { dayOf, type Hour, type HourRange, hourOf, hoursOfMonth, type Month, monthOf, monthOfHour } from './time.ts';

/** A number for (guild, metric, span, channel, key). It is about no member. */
export interface Total {
  readonly guildId: Snowflake;
  readonly metric: TotalMetric;
  /** The first hour, day or month, by the grain of the metric, since the Unix epoch as in `core/time.ts`. */
  readonly start: number;
  /** {@link none} for a metric of scope `guild`. */
  readonly channel: ChannelNumber;
  /** What the metric is divided by, such as an emoji or a class of tenure; '' for none. At most 64 UTF-16 units. */
  readonly key: string;
  /** In the metric's unit. Above 0; of a metric that is folded to the last value, 0 too. */
  readonly amount: number;
}

/** A total as it is kept. */
export interface TotalAtRest extends Total {
  /**
   * The span that it is about: that of the metric, or the month where a month's counters were deleted and its days were
   * added up. Then {@link Total.channel} is {@link none} for all channels in which fewer than five people wrote.
   */
  readonly grain: Grain;
}

/** A key that a metric has in a month of a guild. */
export interface KnownKey extends Pick<Total, 'guildId' | 'metric' | 'key'> {
  readonly month: Month;
}

/** The place of an instant in a grain. `atMs` is in milliseconds since the Unix epoch. */
export function startIn(grain: Grain, atMs: number): number {
  if (grain === 'hour') return hourOf(atMs);
  return grain === 'day' ? dayOf(atMs) : monthOf(atMs);
}

/** The month in which a total lies. */
export function monthOfTotal({ metric, start }: Pick<Total, 'metric' | 'start'>): Month {
  const { grain } = metricOf(metric);
  if (grain === 'hour') return monthOfHour(start);
  return grain === 'day' ? monthOfHour(start * 24) : start;
}

/** The spans of a grain that begin in a range: from `from` up to and without `to`, in the grain's unit. */
export function startsWithin(grain: Grain, { from, to }: HourRange): { readonly from: number; readonly to: number } {
  if (grain === 'hour') return { from, to };
  if (grain === 'day') return { from: Math.ceil(from / 24), to: Math.ceil(to / 24) };
  return { from: firstMonthFrom(from), to: firstMonthFrom(to) };
}

function firstMonthFrom(hour: Hour): Month {
  const month = monthOfHour(hour);
  return hoursOfMonth(month).from < hour ? month + 1 : month;
}

/** What makes a number no total; null where nothing does. Whatever a store is given is looked at with this first. */
export function totalFault(total: Total): string | null {
  const metric = metricOf(total.metric);
  if (metric === undefined) return 'an unknown metric';
  if (!Number.isSafeInteger(total.start) || total.start < 0 || total.start >= 2 ** 31) return 'a start out of range';
  if (!Number.isSafeInteger(total.channel) || total.channel < none || total.channel >= 2 ** 32) {
    return 'a channel out of range';
  }
  if ((metric.scope === 'channel') !== (total.channel !== none)) return 'a channel where there is none, or none';
  if (typeof total.key !== 'string' || total.key.length > longestKey) return 'a key that is too long';
  const least = metric.fold === 'last' ? 0 : 1;
  if (!Number.isSafeInteger(total.amount) || total.amount < least) return 'an amount out of range';
  return null;
}

/** In UTF-16 units. */
export const longestKey = 64;
