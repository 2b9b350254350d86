import { ApplicationCommandOptionType } from '@discordjs/core';
import { UserError } from '../../../core/errors.ts';
import type { RegisteredCommand } from './command-registry.ts';
import type { DeclaredOption } from './declared-command.ts';

/** A command, or one of its subcommands, with its options. */
export interface FoundCommand {
  readonly command: RegisteredCommand;
  /** The groups and subcommands on the way to it, outermost first. */
  readonly path: readonly DeclaredOption[];
  readonly options: readonly DeclaredOption[];
}

/**
 * Finds `settings roles add` among the registered commands.
 *
 * @throws {UserError} if there is none.
 */
export function findCommand(name: string, commands: readonly RegisteredCommand[]): FoundCommand {
  const [first, ...others] = name.split(' ');
  const command = commands.find((one) => one.name === first);
  if (!command) {
    const known = commands.map((one) => `/${one.name}`).join(', ') || 'none';
    throw new UserError(`The registered commands are: ${known}; got "/${name.slice(0, 100)}".`);
  }
  const path: DeclaredOption[] = [];
  let options = command.options ?? [];
  for (const word of others) {
    const inner = options.find((option) => option.name === word && isSubcommand(option));
    if (!inner) throw new UserError(`/${command.name} has no subcommand "${word.slice(0, 100)}".`);
    path.push(inner);
    options = inner.options ?? [];
  }
  const open = options.filter(isSubcommand).map((option) => option.name);
  if (open.length > 0) throw new UserError(`/${name} needs one of: ${open.join(', ')}.`);
  return { command, path, options };
}

function isSubcommand({ type }: DeclaredOption): boolean {
  return type === ApplicationCommandOptionType.Subcommand || type === ApplicationCommandOptionType.SubcommandGroup;
}
