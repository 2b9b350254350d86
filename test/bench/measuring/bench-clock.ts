import { performance } from 'node:perf_hooks';
import type { Cancel, Clock, MachineClock } from '../../../src/core/clock.ts';

/** Goes as fast as the machine's clock, but is set to an instant of the generated month, and can be set on. */
export class BenchClock implements Clock, MachineClock {
  #aheadMs: number;

  constructor(nowMs: number) {
    this.#aheadMs = nowMs - performance.now();
  }

  now(): number {
    return Math.floor(performance.now() + this.#aheadMs);
  }

  elapsedMs(): number {
    return Math.floor(performance.now());
  }

  ranUntilMs(): number {
    return this.elapsedMs();
  }

  after(waitMs: number, task: () => void | Promise<void>): Cancel {
    return this.schedule(this.now() + waitMs, task);
  }

  /** It is now this instant. What was scheduled keeps its distance. */
  setTo(nowMs: number): void {
    this.#aheadMs = nowMs - performance.now();
  }

  schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    const timer = setTimeout(() => void task(), Math.max(0, dueMs - this.now()));
    return () => clearTimeout(timer);
  }
}
