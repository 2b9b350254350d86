import {
  ApplicationIntegrationType,
  InteractionContextType,
  SlashCommandBuilder,
  type SlashCommandStringOption,
} from 'discord.js';

/** Starts the definition of a slash command that exists in servers but not in direct messages. */
export function guildCommand(name: string, description: string): SlashCommandBuilder {
  return new SlashCommandBuilder()
    .setName(name)
    .setDescription(description)
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall);
}

/** Sets up a slash command option for a range of days. */
export function rangeOption(option: SlashCommandStringOption): SlashCommandStringOption {
  return option
    .setName('range')
    .setDescription('Days like 2018-01-12 to 2018-01-14, yesterday or last month (the default)')
    .setAutocomplete(true);
}
