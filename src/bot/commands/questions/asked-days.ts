import type { HourRange } from '../../../core/time.ts';
import { askedRange } from '../asked-range.ts';
import type { CommandRequest, CommandServices, Options } from '../command.ts';
import { defaultRange } from '../default-range.ts';

/** The days of a question, and where they come from. */
export interface AskedDays {
  readonly range: HourRange;
  /** The text that was read as the range; null if none was given. */
  readonly text: string | null;
  /** What must be said of them. */
  readonly remarks: readonly string[];
}

/**
 * The days that a text asks for; without one the days that `.report` would show.
 *
 * @throws {Mistake} if the text is not a range.
 */
export async function askedDays(
  text: string | null,
  { guildId, words }: Pick<CommandRequest, 'guildId' | 'words'>,
  services: Pick<CommandServices, 'guilds' | 'store' | 'clock'>,
): Promise<AskedDays> {
  if (text !== null) return { range: await askedRange(text, guildId, services), text, remarks: [] };
  const { range, isSinceBeginning } = await defaultRange(guildId, services);
  return { range, text, remarks: isSinceBeginning ? [words.say('report.sinceBeginning')] : [] };
}

/** A typed text that is nothing but a range. */
export function rangeText(text: string): Options {
  return new Map(text.trim() === '' ? [] : [['range', text.trim()]]);
}
