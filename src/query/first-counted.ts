import { monthOf, startOfMonthMs } from '../core/time.ts';
import type { Guild } from '../store/records.ts';
import type { StoreReader } from '../store/store-reader.ts';

/**
 * When a guild's numbers begin, in milliseconds since the Unix epoch: when Census first saw the guild, or the start of
 * the first month that was imported from before.
 */
export async function firstCountedMs(
  store: Pick<StoreReader, 'months' | 'prunedMonths'>,
  { id, firstConnectedMs }: Pick<Guild, 'id' | 'firstConnectedMs'>,
): Promise<number> {
  const [months, pruned] = await Promise.all([store.months(id), store.prunedMonths(id)]);
  const imported = [...months, ...pruned].filter(({ month }) => month < monthOf(firstConnectedMs));
  return Math.min(firstConnectedMs, ...imported.map(({ month }) => startOfMonthMs(month)));
}
