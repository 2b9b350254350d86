import type { Cancel } from '../../src/core/clock.ts';
import { BenchClock } from './bench-clock.ts';

/** A clock whose next tasks, such as a flush, can be had before they are due. */
export class HurriedClock extends BenchClock {
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

  /** Does now what is due within so many milliseconds; resolves when it is done. */
  async hurry(withinMs: number): Promise<void> {
    const soon = [...this.#tasks].filter(({ dueMs }) => dueMs <= this.now() + withinMs);
    await Promise.all(soon.map((entry) => entry.run()));
  }
}
