import { countedTime, suggestMonths } from '../../answering/suggestions.ts';
import type { Command, Options, SlashOption } from '../command.ts';

/** The slash command option for a month that is over, by default the last one. */
export const monthOption = {
  name: 'month',
  kind: 'text',
  description: 'command.option.month',
  isSuggested: true,
} as const satisfies SlashOption;

/** A typed text that is nothing but a month. */
export function monthText(text: string): Options {
  return new Map(text.trim() === '' ? [] : [['month', text.trim()]]);
}

/** The months in which something was counted. */
export const suggestMonth: NonNullable<Command['suggest']> = async (_name, typed, { guildId, words }, services) =>
  suggestMonths(typed, await countedTime(guildId, services), words);
