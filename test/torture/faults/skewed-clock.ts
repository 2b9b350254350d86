import type { Cancel, MachineClock } from '../../../src/core/clock.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

/**
 * The clock of one simulated process, which may be wrong: `skewMs` is how far it is ahead of the true time. A jump does
 * not wake waiting tasks, as with the machine's monotonic clock.
 */
export class SkewedClock implements MachineClock {
  readonly #true: SimulatedClock;
  readonly #atRest: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #skewMs = 0;

  /**
   * `atRest` resolves once everything that can run at this instant has run. `onFailure` is called with the error of a
   * task that does not handle its own, which would end a real process.
   */
  constructor(startMs: number, atRest: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#true = new SimulatedClock(startMs);
    this.#atRest = atRest;
    this.#onFailure = onFailure;
  }

  now(): number {
    return this.#true.now() + this.#skewMs;
  }

  /** The true time. */
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
      // Not awaited to its end, because it may itself wait for the clock to advance.
      void Promise.resolve(task()).catch(this.#onFailure);
      await this.#atRest();
    });
  }

  /** Sets the clock forward or back. */
  put(byMs: number): void {
    this.#skewMs += byMs;
  }

  /** Advances to a true instant; see {@link SimulatedClock.setTo}. */
  goOnTo(trueMs: number): Promise<void> {
    return this.#true.setTo(trueMs);
  }
}
