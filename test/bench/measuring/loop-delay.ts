import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** How late the event loop came to a timer that is due every millisecond, in milliseconds. */
export interface LoopDelay {
  readonly p999: number;
  readonly max: number;
  /** The same with the time in which the machine had other programs run instead. */
  readonly maxOnTheClock: number;
}

/**
 * Does something, and tells how long the event loop was held meanwhile: by what was computed, and by waiting for the disk.
 * While another program has the processor nobody of us holds the loop; Linux tells how long that was.
 */
export async function loopDelayDuring(work: () => Promise<unknown>): Promise<LoopDelay> {
  const delays: number[] = [];
  let maxOnTheClock = 0;
  let last = { atMs: performance.now(), outMs: outOfProcessorMs() };
  const timer = setInterval(() => {
    const now = { atMs: performance.now(), outMs: outOfProcessorMs() };
    const onTheClock = Math.max(0, now.atMs - last.atMs - 1);
    delays.push(Math.max(0, onTheClock - (now.outMs - last.outMs)));
    maxOnTheClock = Math.max(maxOnTheClock, onTheClock);
    last = now;
  }, 1);
  try {
    await delay(5); // The first intervals are those of switching it on.
    delays.length = 0;
    maxOnTheClock = 0;
    await work();
    await delay(2); // What was held last shows at the next timer.
  } finally {
    clearInterval(timer);
  }
  const sorted = Float64Array.from(delays).sort();
  const p999 = sorted[Math.ceil(sorted.length * 0.999) - 1] ?? 0;
  return { p999, max: sorted.at(-1) ?? 0, maxOnTheClock };
}

/** Of the main thread: the second number is so many nanoseconds that it could have run and did not. */
const schedulerFile = `/proc/self/task/${process.pid}/schedstat`;

const isTold = existsSync(schedulerFile);

function outOfProcessorMs(): number {
  return isTold ? Number(readFileSync(schedulerFile, 'latin1').split(' ')[1]) / 1e6 : 0;
}
