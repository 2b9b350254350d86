import { LaneLost, StoreUnavailable } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { firstCountedMs } from '../../query/first-counted.ts';
import type { CommandServices } from '../commands/command.ts';
import type { Counted } from './suggestions.ts';

/** Since when a guild is counted. It is not known while the disk does not answer, which must not cost the suggestions. */
export async function countedTime(
  guildId: Snowflake,
  { guilds, store, clock }: Pick<CommandServices, 'guilds' | 'store' | 'clock'>,
): Promise<Counted> {
  const nowMs = clock.now();
  const guild = guilds.get(guildId);
  if (guild === undefined) return { nowMs, firstMs: null };
  try {
    return { nowMs, firstMs: await firstCountedMs(store, guild) };
  } catch (error) {
    if (error instanceof StoreUnavailable || error instanceof LaneLost) return { nowMs, firstMs: null };
    throw error;
  }
}
