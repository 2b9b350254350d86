import type { SlashOption } from './command.ts';

/** The slash command option for a range of days; last month by default. */
export const rangeOption = {
  name: 'range',
  kind: 'text',
  description: 'command.option.range',
  isSuggested: true,
} as const satisfies SlashOption;
