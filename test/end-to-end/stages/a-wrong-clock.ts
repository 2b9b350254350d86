import type { Cancel, MachineClock } from '../../../src/core/clock.ts';
import type { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

/** A machine's clock that can be set forward and back, or put to sleep, while the real time advances. */
export class WrongClock implements MachineClock {
  readonly #time: SimulatedClock;
  #aheadMs = 0;
  #sleptMs = 0;
  #stoppedAtMs: number | null = null;

  constructor(time: SimulatedClock) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now() + this.#aheadMs;
  }

  elapsedMs(): number {
    return this.#time.elapsedMs() - this.#sleptMs;
  }

  ranUntilMs(): number {
    return this.#stoppedAtMs ?? this.elapsedMs();
  }

  after(waitMs: number, task: () => void | Promise<void>): Cancel {
    return this.#time.after(waitMs, task);
  }

  /** Sets the wall clock forward or back. */
  jump(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** The process stops until it continues and has handled what came meanwhile. */
  stop(): void {
    this.#stoppedAtMs = this.elapsedMs();
  }

  goOn(): void {
    this.#stoppedAtMs = null;
  }

  /** The machine has slept for this long. The monotonic clock stood still meanwhile. */
  sleep(forMs: number): void {
    this.#sleptMs += forMs;
  }
}
