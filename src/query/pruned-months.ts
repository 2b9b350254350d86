import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, type Month, monthName, monthsOfRange } from '../core/time.ts';
import type { PrunedMonth } from '../store/records/pruned-month.ts';
import type { StoreReader } from '../store/store-reader.ts';

/** The months of a range whose counters were deleted, ascending. */
export async function prunedMonths(
  store: Pick<StoreReader, 'prunedMonths'>,
  guildId: Snowflake,
  range: HourRange,
): Promise<readonly PrunedMonth[]> {
  const asked = new Set(monthsOfRange(range));
  return (await store.prunedMonths(guildId)).filter(({ month }) => asked.has(month));
}

/** `the counters of March 2024 were deleted (KEEP_MONTHS)`, with first and last month if there are several. */
export function deletedCounters(months: readonly Month[]): string {
  return `the counters of ${monthSpan(months)} were deleted (KEEP_MONTHS)`;
}

/**
 * `March 2024`, or `March 2024 to May 2024` for several months.
 *
 * @param months Ascending, at least one.
 */
export function monthSpan(months: readonly Month[]): string {
  const [first = 0, last = first] = [months[0], months.at(-1)];
  return first === last ? monthName(first) : `${monthName(first)} to ${monthName(last)}`;
}
