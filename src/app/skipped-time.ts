import type { Log } from '../log.ts';
import { logGap } from './log-gap.ts';

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
