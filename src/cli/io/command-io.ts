import type { Environment } from '../../config.ts';
import type { Clock, MachineClock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/random.ts';

/** All that a command sees and uses of the process that it runs in. */
export interface CommandIo {
  /** For what was asked for. */
  readonly stdout: Output;
  /** For progress, and for what went wrong. */
  readonly stderr: Output;
  readonly clock: Clock & MachineClock;
  readonly random: RandomBytes;
  /**
   * The environment, with what `.env` says besides.
   *
   * @throws {UserError} for a file that cannot be read as it stands.
   */
  readonly environment: () => Environment;
  /** Calls `listener` when the process is told to end, with SIGTERM or Ctrl+C, until the returned function is called. */
  readonly onSignal: (listener: () => void) => () => void;
  /** Calls `listener` with an error that nothing has caught, once. */
  readonly onUncaught: (listener: (error: unknown) => void) => void;
  /** Whether there is a process with this number. */
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
