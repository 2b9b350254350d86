import { formatErrorStack, OperatorError, UserError } from '../core/errors.ts';
import { pathFault } from '../core/path-fault.ts';
import { redact } from '../log.ts';
import { acceptLists } from './accept-lists.ts';
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
  backup,
  restore,
  acceptLists,
  seal,
  demo,
  simulate,
  simulator,
];

/**
 * Runs the command that the arguments name, and says with which code the process shall end: 0 when all went well, 1
 * when it could not be done, 2 when the arguments were not understood.
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

/** A sentence for what a person can mend, such as a file that the system refuses; else the stack, for a report. */
function explanation(error: unknown): string {
  const fault = pathFault(error);
  const isToBeMended = fault instanceof UserError || fault instanceof OperatorError;
  return isToBeMended ? fault.message : redact(`This is a bug in Census.\n${formatErrorStack(error)}`);
}

function overview(): string {
  const lines = commands.map(({ name, summary }) => `  npm run ${name.padEnd(12)} ${summary}`);
  return [
    'Census counts a Discord community without telling who.',
    '',
    ...lines,
    '',
    'More: npm run NAME -- --help',
  ].join('\n');
}
