import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** How late timers ran, in seconds. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Measures how long the event loop is blocked, with its own timer that is due every 10 ms. */
export class LoopLag {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#histogram.enable();
  }

  /** The values since the last call. */
  take(): Lag {
    const lag = {
      p50: lateness(this.#histogram.percentile(50)),
      p99: lateness(this.#histogram.percentile(99)),
      max: lateness(this.#histogram.max),
    };
    this.#histogram.reset();
    return lag;
  }

  stop(): void {
    this.#histogram.disable();
  }
}

const resolutionMs = 10;

/** The histogram has the nanoseconds between two runs of the timer. */
function lateness(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - resolutionMs / 1000);
}
