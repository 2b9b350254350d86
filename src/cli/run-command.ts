import { formatErrorStack, OperatorError, UserError } from '../core/errors.ts';
import { pathFault } from '../core/path-fault.ts';
import { redact } from '../log.ts';
import type { CliCommand } from './cli-command.ts';
import { type CommandIo, print } from './io/command-io.ts';

/** A command, in a module that is loaded only when it is run: each needs another part of Census, and starting takes time. */
interface ListedCommand {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  load(): Promise<CliCommand>;
}

const commands: readonly ListedCommand[] = [
  { name: 'start', summary: 'the bot', load: async () => (await import('./start.ts')).start },
  {
    name: 'doctor',
    summary: 'checks gaps, months, files, permissions, and what can be inferred',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'export',
    summary: 'writes all counters of a range, or active members by day, to a CSV file',
    load: async () => (await import('./export.ts')).exportCounters,
  },
  {
    name: 'import',
    summary: 'imports earlier months from the files of other programs',
    load: async () => (await import('./import.ts')).importHistory,
  },
  {
    name: 'backfill',
    summary: 'counts past months from the histories of the channels',
    load: async () => (await import('./backfill.ts')).backfill,
  },
  {
    name: 'backup',
    summary: 'copies the counters and the opt-out list, also while the bot is running',
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'restore',
    summary: 'puts a backup into a DATA_DIR without data',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'accept-lists',
    summary: 'accepts that the opt-out list is lost or an old one',
    load: async () => (await import('./accept-lists.ts')).acceptLists,
  },
  {
    name: 'seal',
    summary: 'destroys the salt of ended months, for a bot that no longer runs',
    load: async () => (await import('./seal.ts')).seal,
  },
  {
    name: 'demo',
    summary: 'five weeks of a generated community, and what moderators see of it',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'simulate',
    summary: 'runs the bot on a simulated Discord with your own events',
    load: async () => (await import('./simulate.ts')).simulate,
  },
  {
    name: 'simulator',
    summary: 'a simulated Discord in real time, for a bot that is started beside it',
    load: async () => (await import('./simulator.ts')).simulator,
  },
  {
    name: 'answers',
    summary: 'lists every sentence that a person can get from the bot',
    load: async () => (await import('./answers.ts')).answers,
  },
];

/**
 * Runs the command that the arguments name and resolves to the exit code of the process: 0 on success, 1 on failure, 2
 * for invalid arguments.
 */
export async function runCommand([name, ...args]: readonly string[], io: CommandIo): Promise<number> {
  const listed = commands.find((candidate) => candidate.name === name);
  if (listed === undefined) {
    print(io.stdout, overview());
    return name === undefined || name === '--help' ? 0 : 2;
  }
  const command = await listed.load();
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
