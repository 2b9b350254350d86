import type { Day } from '../../core/time.ts';
import { runsOfDay } from './day-runs.ts';
import type { DaySummary } from './day-summary.ts';
import { tabulateDay } from './tabulate-day.ts';

/**
 * The summary of a day. The blobs have all its counters, and none of another day, in the order of their commits. A day
 * of 300,000 counters takes some 30 ms: see {@link summarisingDay}.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function summariseDay(day: Day, blobs: readonly Uint8Array[]): DaySummary {
  const summarising = summarisingDay(day, blobs);
  for (;;) {
    const step = summarising.next();
    if (step.done) return step.value;
  }
}

/**
 * The same, which yields after each slice of work.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function* summarisingDay(day: Day, blobs: readonly Uint8Array[]): Generator<void, DaySummary> {
  const runs = yield* runsOfDay(day, blobs);
  const { summary } = yield* tabulateDay(day, runs);
  return summary;
}
