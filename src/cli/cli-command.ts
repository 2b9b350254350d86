import type { CommandIo } from './io/command-io.ts';

/** A command of the command line. */
export interface CliCommand {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What `--help` prints: usage, options, examples. */
  readonly usage: string;
  /**
   * Runs the command and returns the exit code. It uses the process only through `io`.
   *
   * @throws {UserError} for a mistake of the operator.
   */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
