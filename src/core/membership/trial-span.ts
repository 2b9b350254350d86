import type { MemberNumber } from '../counter.ts';
import type { Hour } from '../time.ts';

/**
 * When a member was in trial within a month: not yet a member for long enough to count as active. It begins with the
 * hour of the first activity in trial, not with the join. `to` is the hour of the first activity that counts, or null
 * before that.
 */
export interface TrialSpan {
  readonly from: Hour;
  readonly to: Hour | null;
}

/** By member number, for one guild and month. Members without a span were never in trial. */
export type TrialSpans = ReadonlyMap<MemberNumber, TrialSpan>;

/** Whether a member's activity in an hour counts. */
export function countsInHour(span: TrialSpan | undefined, hour: Hour): boolean {
  return span === undefined || hour < span.from || (span.to !== null && hour >= span.to);
}
