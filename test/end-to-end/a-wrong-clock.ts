import type { Cancel, Clock } from '../../src/core/clock.ts';

/** A machine's clock that can be put forward and back, while time itself goes by as ever. */
export class WrongClock implements Clock {
  readonly #time: Clock;
  readonly #planned = new Set<Planned>();
  #aheadMs = 0;

  constructor(time: Clock) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now() + this.#aheadMs;
  }

  schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    const planned = { dueMs, task, cancel: () => {} };
    this.#planned.add(planned);
    this.#plan(planned);
    return () => {
      this.#planned.delete(planned);
      planned.cancel();
    };
  }

  /** Puts the clock forward, or back. What is due by it then runs as soon as time goes on. */
  jump(byMs: number): void {
    this.#aheadMs += byMs;
    for (const planned of this.#planned) {
      planned.cancel();
      this.#plan(planned);
    }
  }

  #plan(planned: Planned): void {
    planned.cancel = this.#time.schedule(planned.dueMs - this.#aheadMs, () => {
      this.#planned.delete(planned);
      return planned.task();
    });
  }
}

interface Planned {
  readonly dueMs: number;
  readonly task: () => void | Promise<void>;
  cancel: Cancel;
}
