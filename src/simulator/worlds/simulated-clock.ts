import type { Cancel, Clock, MachineClock } from '../../core/clock.ts';

interface Task {
  readonly dueMs: number;
  readonly run: () => void | Promise<void>;
}

/** Time that stands still until it is told to go on. */
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
   * Goes on to an instant, never back. On the way every task that is due runs at its own time, one after the other;
   * what they schedule runs too. Rejects with what a task throws, and must not be called before it has settled.
   */
  async setTo(atMs: number): Promise<void> {
    if (this.#isRunning) throw new Error('the clock is already going on');
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
