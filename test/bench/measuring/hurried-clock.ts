import type { Cancel } from '../../../src/core/clock.ts';
import { BenchClock } from './bench-clock.ts';

/** A clock that can be hurried on, so that its next tasks, such as a flush, can be had at once. */
export class HurriedClock extends BenchClock {
  #hurriedMs = 0;
  readonly #tasks = new Set<{ readonly dueMs: number; run(): void | Promise<void> }>();

  override schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    const entry = {
      dueMs,
      run: () => {
        cancel();
        return task();
      },
    };
    const cancelTimer = super.schedule(dueMs, entry.run);
    const cancel = () => {
      cancelTimer();
      this.#tasks.delete(entry);
    };
    this.#tasks.add(entry);
    return cancel;
  }

  override now(): number {
    return super.now() + this.#hurriedMs;
  }

  override elapsedMs(): number {
    return super.elapsedMs() + this.#hurriedMs;
  }

  /** Goes on by so many milliseconds at once, and does what is due by then; resolves when it is done. */
  async hurry(byMs: number): Promise<void> {
    this.#hurriedMs += byMs;
    const due = [...this.#tasks].filter(({ dueMs }) => dueMs <= this.now());
    await Promise.all(due.map((entry) => entry.run()));
  }
}
