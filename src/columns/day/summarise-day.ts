import type { Steps } from '../../core/async/steps.ts';
import type { Day } from '../../core/time.ts';
import { runsOfDay } from './day-runs.ts';
import type { DaySummary } from './day-summary.ts';
import { tabulateDay } from './tabulate-day.ts';

/**
 * The summary of a day. The blobs have all its counters, and none of another day, in the order of their commits. A day of
 * 300,000 counters takes some 30 ms.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function* summariseDay(day: Day, blobs: readonly Uint8Array[]): Steps<DaySummary> {
  const runs = yield* runsOfDay(day, blobs);
  const { summary } = yield* tabulateDay(day, runs);
  return summary;
}
