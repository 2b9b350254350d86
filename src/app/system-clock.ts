import type { Cancel, Clock, MachineClock } from '../core/clock.ts';

/** The longest delay of a Node timer. A timer with a longer one fires at once. */
const longestWaitMs = 2_147_483_647;

/** How often the clock notes that the process runs. */
const notedEveryMs = 500;

/** The machine's clocks. They are read again at every wake-up, so a task never runs early. */
export class SystemClock implements Clock, MachineClock {
  #notedMs = this.elapsedMs();
  #notedBeforeMs = this.#notedMs;

  constructor() {
    setInterval(() => this.#note(), notedEveryMs).unref();
  }

  now(): number {
    return Date.now();
  }

  elapsedMs(): number {
    return Math.floor(performance.now());
  }

  ranUntilMs(): number {
    return this.#notedBeforeMs;
  }

  schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    return runOnce(() => dueMs - this.now(), task);
  }

  after(waitMs: number, task: () => void | Promise<void>): Cancel {
    const dueMs = this.elapsedMs() + waitMs;
    return runOnce(() => dueMs - this.elapsedMs(), task);
  }

  /** The last note but one counts: after a stop, a new note may come before anything that was received. */
  #note(): void {
    this.#notedBeforeMs = this.#notedMs;
    this.#notedMs = this.elapsedMs();
  }
}

function runOnce(leftMs: () => number, task: () => void | Promise<void>): Cancel {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const waitMs = leftMs();
    if (waitMs <= 0) void task();
    else timer = setTimeout(wait, Math.min(waitMs, longestWaitMs));
  };
  timer = setTimeout(wait, Math.min(Math.max(leftMs(), 0), longestWaitMs));
  return () => clearTimeout(timer);
}
