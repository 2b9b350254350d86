import type { MemberNumber } from '../counter.ts';
import type { Hour } from '../time.ts';

/**
 * When a member was in trial within a month: had not been a member for long enough to count as active. It begins with the
 * hour of the first activity in trial, not with the joining, and ends with the hour of the first one that counts; `to` is
 * null while there was none.
 */
export interface TrialSpan {
  readonly from: Hour;
  readonly to: Hour | null;
}

/** By member number of one guild and month; who is not in it was never in trial. */
export type TrialSpans = ReadonlyMap<MemberNumber, TrialSpan>;

/** Whether what a member did in an hour counts as activity. */
export function countsInHour(span: TrialSpan | undefined, hour: Hour): boolean {
  return span === undefined || hour < span.from || (span.to !== null && hour >= span.to);
}
