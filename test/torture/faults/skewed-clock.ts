import type { Cancel, MachineClock } from '../../../src/core/clock.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

/**
 * The clock of one simulated process, which may be wrong: `skewMs` is by how much it is ahead of the true time. What waits
 * is not woken by a jump, as with the machine's clock that cannot be set.
 */
export class SkewedClock implements MachineClock {
  readonly #true: SimulatedClock;
  readonly #atRest: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #skewMs = 0;

  /**
   * `atRest` resolves once all that can be done at this instant is done. `onFailure` is told of a task that does not
   * handle its own errors, which would end a real process.
   */
  constructor(startMs: number, atRest: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#true = new SimulatedClock(startMs);
    this.#atRest = atRest;
    this.#onFailure = onFailure;
  }

  now(): number {
    return this.#true.now() + this.#skewMs;
  }

  /** The time as it is everywhere else. */
  get trueNowMs(): number {
    return this.#true.now();
  }

  elapsedMs(): number {
    return this.#true.elapsedMs();
  }

  ranUntilMs(): number {
    return this.elapsedMs();
  }

  after(waitMs: number, task: () => void | Promise<void>): Cancel {
    return this.#true.after(waitMs, async () => {
      // Not waited for to its end: it may itself wait for the clock to go on.
      void Promise.resolve(task()).catch(this.#onFailure);
      await this.#atRest();
    });
  }

  /** Puts the clock forward, or back. */
  put(byMs: number): void {
    this.#skewMs += byMs;
  }

  /** Goes on to a true instant; see {@link SimulatedClock.setTo}. */
  goOnTo(trueMs: number): Promise<void> {
    return this.#true.setTo(trueMs);
  }
}
