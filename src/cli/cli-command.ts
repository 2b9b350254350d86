import type { CommandIo } from './io/command-io.ts';

/** One thing that the command line can do. */
export interface CliCommand {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What `--help` prints: usage, options, examples. */
  readonly usage: string;
  /**
   * Does it, and gives the exit code. It touches the process by `io` alone.
   *
   * @throws {UserError} for what the person at the terminal got wrong.
   */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
