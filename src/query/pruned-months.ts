import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, monthsOfRange } from '../core/time.ts';
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
