import { formatErrorStack, OperatorError, UserError } from '../core/errors.ts';
import { pathFault } from '../core/path-fault.ts';
import { redact } from '../log.ts';
import { acceptLists } from './accept-lists.ts';
import { answers } from './answers.ts';
import { backfill } from './backfill.ts';
import { backup } from './backup.ts';
import type { CliCommand } from './cli-command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { exportCounters } from './export.ts';
import { importHistory } from './import.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { restore } from './restore.ts';
import { seal } from './seal.ts';
import { simulate } from './simulate.ts';
import { simulator } from './simulator.ts';
import { start } from './start.ts';

const commands: readonly CliCommand[] = [
  start,
  doctor,
  exportCounters,
  importHistory,
  backfill,
  backup,
  restore,
  acceptLists,
  seal,
  demo,
  simulate,
  simulator,
  answers,
];

/**
 * Runs the command that the arguments name and resolves to the exit code of the process: 0 on success, 1 on failure, 2
 * for invalid arguments.
 */
export async function runCommand([name, ...args]: readonly string[], io: CommandIo): Promise<number> {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    print(io.stdout, overview());
    return name === undefined || name === '--help' ? 0 : 2;
  }
  if (args.includes('--help')) {
    print(io.stdout, command.usage);
    return 0;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    print(io.stderr, explanation(error));
    return 1;
  }
}

/** The message alone for an error that the operator can fix, such as a refused file; with the stack for a bug. */
function explanation(error: unknown): string {
  const fault = pathFault(error);
  const isToBeMended = fault instanceof UserError || fault instanceof OperatorError;
  return isToBeMended ? fault.message : redact(`This is a bug in Census.\n${formatErrorStack(error)}`);
}

function overview(): string {
  const lines = commands.map(({ name, summary }) => `  npm run ${name.padEnd(12)} ${summary}`);
  return [
    'Census counts how a Discord community lives, and cannot say who.',
    '',
    ...lines,
    '',
    'More: npm run NAME -- --help',
  ].join('\n');
}
