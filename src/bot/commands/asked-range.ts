import type { Snowflake } from '../../core/snowflake.ts';
import type { HourRange } from '../../core/time.ts';
import { countedTime } from '../answering/suggestions.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { CommandServices } from './command.ts';

/**
 * The range that a text asks for. It has a day on which something may have been counted.
 *
 * @throws {Mistake} if the text is not a range, or if nothing was counted before its end.
 */
export async function askedRange(
  text: string,
  guildId: Snowflake,
  services: Pick<CommandServices, 'guilds' | 'store' | 'clock'>,
): Promise<HourRange> {
  const { nowMs, firstMs } = await countedTime(guildId, services);
  return parseDateRange(text, nowMs, { earliestMs: firstMs });
}
