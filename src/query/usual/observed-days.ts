import { type HourRange, hourMs } from '../../core/time.ts';

/**
 * How many days of a span were observed, for means per observed day.
 *
 * @param observedShare Of the hours that have passed, as in a series.
 * @param nowMs In milliseconds since the Unix epoch.
 */
export function observedDays(observedShare: number, { from, to }: HourRange, nowMs: number): number {
  return (observedShare * Math.max(0, Math.min(to, nowMs / hourMs) - from)) / 24;
}
