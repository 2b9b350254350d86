import type { Log } from '../log.ts';

/** Reports unobserved time to all lanes. Before there are lanes, nothing is counted that could be wrong. */
export class SkippedTime {
  readonly #log: Pick<Log, 'warn'>;
  #lanes: readonly SkippingLane[] = [];

  constructor(log: Pick<Log, 'warn'>) {
    this.#log = log;
  }

  /** Sets the lanes that count from now on. */
  begin(lanes: readonly SkippingLane[]): void {
    this.#lanes = lanes;
  }

  /** Handles a jump of the clock from one instant to another, in milliseconds since the Unix epoch. */
  skip(fromMs: number, toMs: number): void {
    if (this.#lanes.length === 0) return;
    logGap(this.#log, fromMs, toMs);
    for (const { counting } of this.#lanes) counting.skip(fromMs, toMs);
  }
}

interface SkippingLane {
  readonly counting: { skip(fromMs: number, toMs: number): void };
}

/**
 * Logs that nothing was observed between two instants, in milliseconds since the Unix epoch, if the first is earlier.
 */
export function logGap(log: Pick<Log, 'warn'>, fromMs: number, toMs: number): void {
  if (fromMs >= toMs) return;
  const [from, to] = [fromMs, toMs].map((timeMs) => new Date(timeMs).toISOString());
  log.warn({ from, to }, 'a gap: nothing was observed in this time; missed messages are counted afterwards');
}
