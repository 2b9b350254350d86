import type { Month } from '../core/time.ts';
import { english, type Words } from './words.ts';

/**
 * `March 2024`, or `March 2024 to May 2024` for several months.
 *
 * @param months Ascending, at least one.
 */
export function monthSpan(months: readonly Month[], words: Words = english): string {
  const [first = 0, last = first] = [months[0], months.at(-1)];
  return first === last
    ? words.month(first)
    : words.say('note.months', { first: words.month(first), last: words.month(last) });
}

/** `the counters of March 2024 were deleted (KEEP_MONTHS)`, with first and last month if there are several. */
export function deletedCounters(months: readonly Month[], words: Words = english): string {
  return words.say('note.deletedCounters', { months: monthSpan(months, words) });
}
