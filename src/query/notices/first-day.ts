import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, type Hour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { firstCountedMs } from '../first-counted.ts';

/** The start of the first whole day that was counted in a guild; null if it is not known. */
export async function firstDay(
  store: Pick<StoreReader, 'guild' | 'months' | 'prunedMonths'>,
  guildId: Snowflake,
): Promise<Hour | null> {
  const guild = await store.guild(guildId);
  return guild === undefined ? null : Math.ceil((await firstCountedMs(store, guild)) / dayMs) * 24;
}
