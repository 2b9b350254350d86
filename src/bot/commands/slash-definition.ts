import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from '@discordjs/core';
import type { Words } from '../../render/words.ts';
import type { Command, SlashForm, SlashOption, Subcommand } from './command.ts';

/** A command with a slash form. */
export type SlashCommand = Pick<Command, 'name' | 'summary' | 'audience'> & { readonly slash: SlashForm };

/** A slash command as Discord's API takes it. It exists in servers but not in direct messages. */
export function slashDefinition(
  { name, summary, audience, slash }: SlashCommand,
  words: Words,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return {
    name,
    description: words.say(summary),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    ...(audience === 'managers' ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) } : {}),
    options: [
      ...(slash.subcommands ?? []).map((subcommand) => subcommandDefinition(subcommand, words)),
      ...slash.options.map((option) => optionDefinition(option, words)),
    ],
  };
}

/** How to write a slash command: `report type: [channel:] [range:]`, `event add|list|remove|show`. */
export function slashUsage({ name, slash }: SlashCommand): string {
  if (slash.subcommands !== undefined) {
    return `${name} ${slash.subcommands.map((subcommand) => subcommand.name).join('|')}`;
  }
  const options = slash.options.map((option) => (option.isRequired ? `${option.name}:` : `[${option.name}:]`));
  return [name, ...options].join(' ');
}

function subcommandDefinition({ name, description, options }: Subcommand, words: Words): OptionDefinition {
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name,
    description: words.say(description),
    options: options.map((option) => optionDefinition(option, words)),
  } as OptionDefinition;
}

type OptionDefinition = NonNullable<RESTPostAPIChatInputApplicationCommandsJSONBody['options']>[number];

function optionDefinition(option: SlashOption, words: Words): OptionDefinition {
  const { name, kind, isRequired, isSuggested, choices, channelTypes, mostCharacters } = option;
  return {
    type: optionTypes[kind],
    name,
    description: words.say(option.description),
    ...(isRequired ? { required: true } : {}),
    ...(isSuggested ? { autocomplete: true } : {}),
    ...(choices === undefined ? {} : { choices: choices.map((choice) => choiceDefinition(choice, words)) }),
    ...(channelTypes === undefined ? {} : { channel_types: [...channelTypes] }),
    ...(mostCharacters === undefined ? {} : { max_length: mostCharacters }),
  } as OptionDefinition;
}

const optionTypes = {
  text: ApplicationCommandOptionType.String,
  flag: ApplicationCommandOptionType.Boolean,
  role: ApplicationCommandOptionType.Role,
  channel: ApplicationCommandOptionType.Channel,
  member: ApplicationCommandOptionType.User,
} as const;

function choiceDefinition({ value, name }: NonNullable<SlashOption['choices']>[number], words: Words) {
  return { name: name === undefined ? value : words.say(name), value };
}
