import type { KeptReport } from '../../core/report.ts';
import type { Month } from '../../core/time.ts';

/** What stays of a pruned month: its full report over all channels, without members. */
export interface MonthReport {
  readonly month: Month;
  readonly row: KeptReport;
}

/** A pruned month. `row` is null if it cannot be read. */
export type PrunedMonth = Omit<MonthReport, 'row'> & { readonly row: KeptReport | null };
