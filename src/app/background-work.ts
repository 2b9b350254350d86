import { setTimeout } from 'node:timers/promises';
import { LaneLost } from '../core/errors.ts';
import type { Log } from '../log.ts';

/** Takes over work that has begun and that its caller does not await. */
export type InBackground = (work: Promise<void>) => void;

/**
 * Work that no caller awaits, but that must end before the process does. A failure is logged once, with its causes.
 * Rooms that do not know the app pass such failures to a handler; an unhandled rejection is a bug and ends the process.
 */
export class BackgroundWork {
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Takes over work that has begun. If it fails, the failure is logged. */
  readonly add: InBackground = (work) => {
    const done = work
      .catch((err: unknown) => {
        if (err instanceof LaneLost) return; // The lane has ended, and its owner learns that by itself.
        this.#log.error({ err }, 'a background task failed');
      })
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  };

  /** Resolves once nothing is running, including work that was added meanwhile. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Waits for running work, for at most {@link patienceMs}. The next start continues what Discord has not answered. */
  async end(...others: readonly Promise<unknown>[]): Promise<void> {
    await Promise.race([Promise.all([...others, ...this.#running]), setTimeout(patienceMs, undefined, { ref: false })]);
  }
}

const patienceMs = 1_500;
