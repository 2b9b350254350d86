import type { Month } from '../core/time.ts';
import type { Words } from './words.ts';

/** `the counters of March 2024 were deleted (KEEP_MONTHS)`, with first and last month if there are several. */
export function deletedCounters(months: readonly Month[], words: Words): string {
  return words.say('note.deletedCounters', { months: words.monthSpan(months) });
}
