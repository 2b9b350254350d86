import type { SlashCommandStringOption } from 'discord.js';

/** Sets up a slash command option for a range of days. */
export function rangeOption(option: SlashCommandStringOption): SlashCommandStringOption {
  return option
    .setName('range')
    .setDescription('Days like 2018-01-12 to 2018-01-14, yesterday or last month (the default)')
    .setAutocomplete(true);
}
