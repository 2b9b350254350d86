import { ApplicationCommandOptionType } from '@discordjs/core';
import { invalidForm } from '../rest/api-error.ts';
import type { DeclaredCommand, DeclaredOption } from './declared-command.ts';

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const mostCharacters = 8000;

/** @throws {ApiError} for a command that Discord would refuse (API reference, "Application Command Structure"). */
export function checkCommand(command: DeclaredCommand, path: string): void {
  checkNamed(command, path);
  checkOptions(command.options ?? [], path);
  if (characters(command) > mostCharacters) throw invalidForm(path, 'Command exceeds maximum size (8000)');
}

function checkNamed({ name, description }: Pick<DeclaredOption, 'name' | 'description'>, path: string): void {
  if (!namePattern.test(name) || name !== name.toLowerCase())
    throw invalidForm(`${path}.name`, 'Command name is invalid');
  if (!description || description.length > 100) {
    throw invalidForm(`${path}.description`, 'Must be between 1 and 100 in length.');
  }
}

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
  for (const [index, { name }] of choices.entries()) {
    if (!name || name.length > 100) throw invalidForm(`${path}.choices.${index}.name`, 'Must be 1 to 100 in length.');
  }
}

/** The characters that count towards the 8000: names, descriptions and values. */
function characters({ name, description = '', options = [] }: DeclaredCommand): number {
  const ofOptions = options.map((option) => {
    const ofChoices = (option.choices ?? []).map((choice) => choice.name.length + String(choice.value).length);
    return characters(option) + ofChoices.reduce((sum, length) => sum + length, 0);
  });
  return name.length + description.length + ofOptions.reduce((sum, length) => sum + length, 0);
}
