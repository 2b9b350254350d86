import { type Month, startOfMonthMs } from '../../src/core/time.ts';
import type { ImportedMonth } from '../../src/store/records.ts';

/** The part of an imported month that says that its files cover all of it, and had messages only. */
export function wholeImport(month: Month) {
  return {
    imported: { metrics: ['msg'], fromMs: startOfMonthMs(month), toMs: startOfMonthMs(month + 1) },
    totals: [],
    isReplacement: false,
  } as const satisfies Partial<ImportedMonth>;
}
