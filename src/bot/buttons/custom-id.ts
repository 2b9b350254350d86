import { type ButtonUse, isButtonName } from './button.ts';

/**
 * The use of a command as the `custom_id` of a button, such as `1:report:before:type=full,channel=all,range=2024-09`.
 * Census keeps nothing of a button, so this is all that a press says. It says nothing about a person: the values are
 * periods, ids of channels and words of commands.
 *
 * @throws {Error} for a value with other characters, or if the whole is longer than Discord allows.
 */
export function customIdOf({ button, command, options }: ButtonUse): string {
  const written = Array.from(options, (option) => option.join('='));
  const customId = [version, command, button, written.join(',')].join(':');
  const isPlain = written.every((option) => anOption.test(option)) && readCustomId(customId) !== null;
  if (!isPlain) throw new Error(`a button of /${command} cannot be written`);
  return customId;
}

/** The use in a `custom_id`; null if it is of another version of Census, or not of Census at all. */
export function readCustomId(customId: string): ButtonUse | null {
  const [, command = '', button = '', text] = customId.length > longest ? [] : (pattern.exec(customId) ?? []);
  if (text === undefined || !isButtonName(button)) return null;
  const given = text === '' ? [] : text.split(',').map((option) => option.split('='));
  const options = new Map(given.map(([name = '', value = '']) => [name, value]));
  return options.size === given.length ? { button, command, options } : null;
}

/** The name of the command in a `custom_id` of any version; undefined if there is none. Every version begins alike. */
export function commandNameIn(customId: string): string | undefined {
  return /^\d{1,4}:([a-z]{1,32})(?::|$)/.exec(customId)?.[1];
}

const version = 1;

/** In characters (Discord API reference, "Component Reference"). */
const longest = 100;

const option = '[a-z_]+=[A-Za-z0-9.-]+';
const anOption = new RegExp(`^${option}$`);
const pattern = new RegExp(`^${version}:([a-z]+):([a-z]+):((?:${option}(?:,${option})*)?)$`);
