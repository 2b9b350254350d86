import type { Environment } from '../../config.ts';
import type { Clock, MachineClock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/random.ts';

/** Everything that a command uses of its process. */
export interface CommandIo {
  /** For the result. */
  readonly stdout: Output;
  /** For progress and errors. */
  readonly stderr: Output;
  readonly clock: Clock & MachineClock;
  readonly random: RandomBytes;
  /**
   * The environment, with the variables of `.env` added.
   *
   * @throws {UserError} if `.env` cannot be read.
   */
  readonly environment: () => Environment;
  /** Calls `listener` on SIGTERM or Ctrl+C, until the returned function is called. */
  readonly onSignal: (listener: () => void) => () => void;
  /** Calls `listener` once, with an uncaught error. */
  readonly onUncaught: (listener: (error: unknown) => void) => void;
  /** Whether a process with this id exists. */
  readonly isAlive: (pid: number) => boolean;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** A terminal, or a file or pipe in its place. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Writes lines. */
export function print(output: Output, ...lines: readonly string[]): void {
  for (const line of lines) output.write(`${line}\n`);
}
