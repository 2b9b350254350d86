import { UserError } from '../../../core/errors.ts';
import type { RegisteredCommand } from './command-registry.ts';
import { findCommand } from './find-command.ts';

/** A command as a user fills it in: `settings prefix` with `{ value: '!' }`. */
export interface FilledCommand {
  /** The command's name, then those of a group and a subcommand, separated by spaces. */
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Reads `/report type:full channel:all range:last month` as if it was filled in in Discord's client. A value extends to
 * the next option and may have spaces.
 *
 * @throws {UserError} for an unregistered command or option.
 */
export function parseSlash(text: string, commands: readonly RegisteredCommand[]): FilledCommand {
  const line = text.trim().replace(/^\//, '');
  const firstOption = line.search(/(^|\s)\S+:/);
  const name = (firstOption < 0 ? line : line.slice(0, firstOption)).trim().replaceAll(/\s+/g, ' ');
  const command = findCommand(name, commands);
  if (firstOption < 0) return { name, options: {} };

  const names = command.options.map((option) => option.name);
  const given = line.slice(firstOption).trim();
  // Discord allows letters, digits, - and _ in names. None of them has a meaning in a pattern.
  const isOption = new RegExp(`(?:^|\\s)(${names.join('|') || '(?!)'}):`, 'gu');
  const starts = [...given.matchAll(isOption)];
  if (starts[0]?.index !== 0) {
    const known = names.length > 0 ? names.join(', ') : 'none';
    throw new UserError(`/${name} has these options: ${known}; got "${given.slice(0, 100)}".`);
  }
  const options = starts.map((start, index): [string, string] => {
    const value = given.slice(start.index + start[0].length, starts[index + 1]?.index);
    return [start[1] ?? '', value.trim()];
  });
  return { name, options: Object.fromEntries(options) };
}
