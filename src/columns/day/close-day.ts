import type { Steps } from '../../core/async/steps.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Day } from '../../core/time.ts';
import { runsOfDay } from './day-runs.ts';
import type { DaySummary } from './day-summary.ts';
import { encodeRollUp } from './roll-up.ts';
import { type DayPart, splitDay } from './split-day.ts';
import { tabulateDay } from './tabulate-day.ts';

/** What is stored of a day when it is closed. */
export interface ClosedDay {
  /** All counters of the day, ascending by channel; empty if there are none. The parts share all channels, without holes. */
  readonly parts: readonly DayPart[];
  /** The sums of each member; null if the counters are few, or a sum is too great. */
  readonly rollUp: Uint8Array | null;
  readonly summary: DaySummary;
}

/**
 * Closes a day: lays its counters out by channel, and derives what reports and series need of it. The blobs have all
 * its counters, and none of another day, in the order of their commits. Closing the parts again makes the same parts.
 * Yields after each slice of some milliseconds.
 *
 * @throws {CorruptColumns} when a blob cannot be read, or the sums are too great.
 */
export function* closeDay(day: Day, blobs: readonly Uint8Array[]): Steps<ClosedDay> {
  const channels = yield* runsOfDay(day, blobs);
  const tabulated = yield* tabulateDay(day, channels);
  yield;
  const { messages, voiceSeconds, joins, parts: leaves, headcount } = tabulated.summary;
  // Only an import can have that many. Beyond it, doubles are not exact.
  if (messages + voiceSeconds + joins + leaves + (headcount ?? 0) >= Number.MAX_SAFE_INTEGER) {
    throw new CorruptColumns('the sums of a day are out of range');
  }
  const parts = yield* splitDay(channels);
  const bytes = parts.reduce((sum, { columns }) => sum + columns.length, 0);
  const rollUp = bytes < rolledUpFromBytes ? null : yield* encodeRollUp(tabulated);
  yield;
  return { parts, rollUp, summary: tabulated.summary };
}

/** A smaller day is read as fast from its counters. */
const rolledUpFromBytes = 4 * 1024;
