import type { CommandIo } from './io/command-io.ts';

/** A command of the command line; `run-command.ts` lists them. */
export interface CliCommand {
  /** What `--help` prints: usage, options, examples. */
  readonly usage: string;
  /**
   * Runs the command and returns the exit code. It uses the process only through `io`.
   *
   * @throws {UserError} for a mistake of the operator.
   */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
