import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from '@discordjs/core';
import { type LocalText, localTexts } from '../../render/locales/local-texts.ts';
import type { Command, SlashForm, SlashOption, Subcommand } from './command.ts';

/** A command with a slash form. */
export type SlashCommand = Pick<Command, 'name' | 'summary' | 'audience'> & { readonly slash: SlashForm };

/**
 * A slash command as Discord's API takes it, with its texts in every language. Names are English, except where a language
 * has one of its own (`command.NAME.name`). It exists in servers but not in direct messages.
 */
export function slashDefinition({
  name,
  summary,
  audience,
  slash,
}: SlashCommand): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return {
    ...named(name, `command.${name}.name`),
    ...described(localTexts(summary)),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    ...(audience === 'managers' ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) } : {}),
    options: [...(slash.subcommands ?? []).map(subcommandDefinition), ...slash.options.map(optionDefinition)],
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

function subcommandDefinition({ name, description, options }: Subcommand): OptionDefinition {
  return {
    type: ApplicationCommandOptionType.Subcommand,
    ...named(name, `subcommand.${name}.name`),
    ...described(localTexts(description)),
    options: options.map(optionDefinition),
  } as OptionDefinition;
}

type OptionDefinition = NonNullable<RESTPostAPIChatInputApplicationCommandsJSONBody['options']>[number];

function named(name: string, key: string) {
  const { all } = localTexts(key);
  return Object.keys(all).length === 0 ? { name } : { name, name_localizations: { ...all, 'en-US': name } };
}

function described({ text, all }: LocalText) {
  return { description: text, description_localizations: all };
}

function optionDefinition(option: SlashOption): OptionDefinition {
  const { name, kind, isRequired, isSuggested, choices, channelTypes, mostCharacters } = option;
  return {
    type: optionTypes[kind],
    ...named(name, `option.${name}.name`),
    ...described(localTexts(option.description)),
    ...(isRequired ? { required: true } : {}),
    ...(isSuggested ? { autocomplete: true } : {}),
    ...(choices === undefined ? {} : { choices: choices.map(choiceDefinition) }),
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

function choiceDefinition({ value, name, label = value }: NonNullable<SlashOption['choices']>[number]) {
  if (name === undefined) return { name: label, value };
  const { text, all } = localTexts(name);
  return { name: text, name_localizations: all, value };
}
