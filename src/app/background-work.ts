import { setTimeout } from 'node:timers/promises';
import { LaneLost } from '../core/errors.ts';
import type { Log } from '../log.ts';

/** Takes over work that nobody waits for. */
export type InBackground = (work: Promise<void>) => void;

/**
 * Work that nobody waits for, but that must be over before the process ends. What fails here is logged once, with its causes.
 * Rooms that know no app hand such failures to a handler of theirs; what nothing catches ends the process as a bug.
 */
export class BackgroundWork {
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Takes over work that has begun. If it fails, the log says so. */
  readonly add: InBackground = (work) => {
    const done = work
      .catch((err: unknown) => {
        if (err instanceof LaneLost) return; // The lane is over; who began the work learns it by itself.
        this.#log.error({ err }, 'something that was begun in the background failed');
      })
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  };

  /** Resolves once nothing is under way, not even what was begun meanwhile. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Waits for what is under way, but not long: what Discord does not answer, the next start goes on with. */
  async end(...others: readonly Promise<unknown>[]): Promise<void> {
    await Promise.race([Promise.all([...others, ...this.#running]), setTimeout(patienceMs, undefined, { ref: false })]);
  }
}

const patienceMs = 1_500;
