/** One thing that the command line can do. */
export interface CliCommand {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What `--help` prints: usage, options, examples. */
  readonly help: string;
  /**
   * Does it, and gives the exit code.
   *
   * @throws {UserError} for what the person at the terminal got wrong.
   */
  run(args: readonly string[]): Promise<number>;
}
