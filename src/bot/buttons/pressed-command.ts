import type { Command, Options, SlashForm } from '../commands/command.ts';
import { buttonPlaces } from './button.ts';
import { readCustomId } from './custom-id.ts';

/** The command of a pressed button. */
export interface PressedCommand {
  readonly command: Command & { readonly slash: SlashForm };
  readonly options: Options;
  readonly place: 'instead' | 'apart';
}

/**
 * The command of a pressed button. Null if this version of Census has none such: the button is too old. The options are
 * checked as Discord checks those of a slash command, because nothing else has.
 */
export function pressedCommand(customId: string, commands: readonly Command[]): PressedCommand | null {
  const use = readCustomId(customId);
  const command = commands.find(({ name }) => name === use?.command);
  if (use === null || command?.hasButtons !== true || command.slash === null) return null;
  const { slash } = command;
  const isKnown = Array.from(use.options).every(([name, value]) => isAccepted(name, value, slash));
  const isWhole = slash.options.every(({ name, isRequired }) => !isRequired || use.options.has(name));
  if (!isKnown || !isWhole) return null;
  return { command: { ...command, slash }, options: use.options, place: buttonPlaces[use.button] };
}

function isAccepted(name: string, value: string, slash: SlashForm): boolean {
  const option = slash.options.find((known) => known.name === name);
  if (option?.kind !== 'text') return false;
  return option.choices === undefined || option.choices.some((choice) => choice.value === value);
}
