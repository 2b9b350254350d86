import type { ReportRow } from '../../core/report.ts';
import type { Month } from '../../core/time.ts';

/** What is kept of a month whose counters are deleted, for good: its full report over all channels, which names nobody. */
export interface MonthReport {
  readonly month: Month;
  readonly row: ReportRow;
}

/** A month whose counters were deleted. `row` is null where it cannot be read any more. */
export type PrunedMonth = Omit<MonthReport, 'row'> & { readonly row: ReportRow | null };
