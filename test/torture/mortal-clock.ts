import type { Cancel, Clock } from '../../src/core/clock.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';

/**
 * The clock of one simulated process, which may be wrong: `skewMs` is by how much it is ahead of the true time. As with
 * the machine's clock, what waits for an instant is not woken by a jump, and is never early.
 */
export class MortalClock implements Clock {
  readonly #true: SimulatedClock;
  readonly #atRest: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #skewMs: number;

  /**
   * `atRest` resolves once all that can be done at this instant is done. `onFailure` is told of a task that does not
   * handle its own errors, which would end a real process.
   */
  constructor(startMs: number, skewMs: number, atRest: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#true = new SimulatedClock(startMs);
    this.#skewMs = skewMs;
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

  schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    let cancel: Cancel = () => {};
    const plan = (waitMs: number) => {
      cancel = this.#true.schedule(this.#true.now() + waitMs, wait);
    };
    const wait = async () => {
      const waitMs = dueMs - this.now();
      if (waitMs > 0) return plan(waitMs);
      // Not waited for to its end: it may itself wait for the clock to go on.
      void Promise.resolve(task()).catch(this.#onFailure);
      await this.#atRest();
    };
    plan(Math.max(dueMs - this.now(), 0));
    return () => cancel();
  }

  /** Somebody sets the clock. */
  setSkew(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  /** Goes on to a true instant; see {@link SimulatedClock.setTo}. */
  goOnTo(trueMs: number): Promise<void> {
    return this.#true.setTo(trueMs);
  }
}
