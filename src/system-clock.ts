import type { Cancel, Clock } from './core/clock.ts';

/** The longest wait that a timer of Node takes; a longer one would fire at once. */
const longestWaitMs = 2_147_483_647;

/** The machine's clock. It is read again at every wake-up, so a task is never early, even when the clock was set back. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const waitMs = dueMs - this.now();
      if (waitMs <= 0) void task();
      else timer = setTimeout(wait, Math.min(waitMs, longestWaitMs));
    };
    timer = setTimeout(wait, Math.min(Math.max(dueMs - this.now(), 0), longestWaitMs));
    return () => clearTimeout(timer);
  }
}
