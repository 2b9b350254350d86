import type { Cancel, Clock, MachineClock } from '../../core/clock.ts';

interface Task {
  readonly dueMs: number;
  readonly run: () => void | Promise<void>;
}

/** A clock that advances only when it is set. */
export class SimulatedClock implements Clock, MachineClock {
  readonly #startMs: number;
  #nowMs: number;
  #isRunning = false;
  /** In the order in which they will run. */
  readonly #tasks: Task[] = [];

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  elapsedMs(): number {
    return this.#nowMs - this.#startMs;
  }

  ranUntilMs(): number {
    return this.elapsedMs();
  }

  after(waitMs: number, task: () => void | Promise<void>): Cancel {
    return this.schedule(this.#nowMs + waitMs, task);
  }

  /** When the next task is due, in milliseconds since the Unix epoch; null without one. */
  get nextDueMs(): number | null {
    return this.#tasks[0]?.dueMs ?? null;
  }

  schedule(dueMs: number, run: () => void | Promise<void>): Cancel {
    const task = { dueMs, run };
    const later = this.#tasks.findLastIndex((other) => other.dueMs <= dueMs);
    this.#tasks.splice(later + 1, 0, task);
    return () => {
      const index = this.#tasks.indexOf(task);
      if (index >= 0) this.#tasks.splice(index, 1);
    };
  }

  /**
   * Advances to an instant, never back. Every task that becomes due runs at its own time, one after the other,
   * including those that other tasks schedule. Rejects with the error of a task. Must not be called again before it has
   * settled.
   */
  async setTo(atMs: number): Promise<void> {
    if (this.#isRunning) throw new Error('the clock is already advancing');
    this.#isRunning = true;
    try {
      for (let task = this.#takeDue(atMs); task; task = this.#takeDue(atMs)) {
        this.#nowMs = Math.max(this.#nowMs, task.dueMs);
        await task.run();
      }
      this.#nowMs = Math.max(this.#nowMs, atMs);
    } finally {
      this.#isRunning = false;
    }
  }

  #takeDue(atMs: number): Task | undefined {
    const [next] = this.#tasks;
    return next && next.dueMs <= atMs ? this.#tasks.shift() : undefined;
  }
}
