import type { ReportRow } from '../core/report.ts';
import type { Month } from '../core/time.ts';

/** What is kept of a month for good: its full report over all channels. It says nothing of anybody. */
export interface MonthTotals {
  readonly month: Month;
  readonly row: ReportRow;
}

/** Null where it cannot be read any more. */
export type KeptTotals = Omit<MonthTotals, 'row'> & { readonly row: ReportRow | null };
