import { ApplicationCommandOptionType, Locale } from '@discordjs/core';
import { invalidForm } from '../rest/api-error.ts';
import type { DeclaredCommand, DeclaredOption, Localizations } from './declared-command.ts';

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const mostCharacters = 8000;

/** @throws {ApiError} for a command that Discord would refuse (API reference, "Application Command Structure"). */
export function checkCommand(command: DeclaredCommand, path: string): void {
  checkNamed(command, path);
  checkOptions(command.options ?? [], path);
  if (characters(command) > mostCharacters) throw invalidForm(path, 'Command exceeds maximum size (8000)');
}

function checkNamed(named: Omit<DeclaredOption, 'type'>, path: string): void {
  for (const name of [named.name, ...localized(named.name_localizations, `${path}.name_localizations`)]) {
    if (!namePattern.test(name) || name !== name.toLowerCase())
      throw invalidForm(`${path}.name`, 'Command name is invalid');
  }
  const { description, description_localizations: others } = named;
  for (const text of [description, ...localized(others, `${path}.description_localizations`)]) {
    if (!text || text.length > 100) throw invalidForm(`${path}.description`, 'Must be between 1 and 100 in length.');
  }
}

/** @throws {ApiError} for a tag that Discord does not know. */
function localized(localizations: Localizations | undefined, path: string): readonly string[] {
  const unknown = Object.keys(localizations ?? {}).find((tag) => !locales.has(tag));
  if (unknown !== undefined) throw invalidForm(`${path}.${unknown}`, 'Value is not a locale.');
  return Object.values(localizations ?? {});
}

/** Discord API reference, "Locales". */
const locales: ReadonlySet<string> = new Set(Object.values(Locale));

function checkOptions(options: readonly DeclaredOption[], path: string): void {
  if (options.length > 25) throw invalidForm(`${path}.options`, 'Must be 25 or fewer in length.');
  for (const [index, option] of options.entries()) {
    const optionPath = `${path}.options.${index}`;
    checkNamed(option, optionPath);
    if (!(option.type in ApplicationCommandOptionType)) throw invalidForm(`${optionPath}.type`, 'Value is not a type.');
    if (option.required && index > 0 && !options[index - 1]?.required) {
      throw invalidForm(optionPath, 'Required options must be placed before non-required options');
    }
    checkChoices(option, optionPath);
    checkOptions(option.options ?? [], optionPath);
  }
}

function checkChoices({ autocomplete, choices = [] }: DeclaredOption, path: string): void {
  if (autocomplete && choices.length > 0) throw invalidForm(`${path}.choices`, 'Choices exclude autocomplete.');
  if (choices.length > 25) throw invalidForm(`${path}.choices`, 'Must be 25 or fewer in length.');
  for (const [index, { name, name_localizations: others }] of choices.entries()) {
    for (const text of [name, ...localized(others, `${path}.choices.${index}.name_localizations`)]) {
      if (!text || text.length > 100) throw invalidForm(`${path}.choices.${index}.name`, 'Must be 1 to 100 in length.');
    }
  }
}

/** The characters that count towards the 8000: names, descriptions and values, each in its longest language. */
function characters(command: DeclaredCommand): number {
  const { name, description = '', options = [] } = command;
  const ofOptions = options.map((option) => {
    const ofChoices = (option.choices ?? []).map((choice) => {
      return longest(choice.name, choice.name_localizations) + String(choice.value).length;
    });
    return characters(option) + ofChoices.reduce((sum, length) => sum + length, 0);
  });
  const own = longest(name, command.name_localizations) + longest(description, command.description_localizations);
  return own + ofOptions.reduce((sum, length) => sum + length, 0);
}

function longest(text: string, localizations: Localizations = {}): number {
  return Math.max(text.length, ...Object.values(localizations ?? {}).map((other) => other.length));
}
