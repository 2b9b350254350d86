import type { Log } from '../log.ts';
import { logGap } from './log-gap.ts';

/** Tells all lanes of time that nobody has observed. While there are no lanes, nothing is counted that could be wrong. */
export class SkippedTime {
  readonly #log: Pick<Log, 'warn'>;
  #lanes: readonly SkippingLane[] = [];

  constructor(log: Pick<Log, 'warn'>) {
    this.#log = log;
  }

  /** From now on these lanes count. */
  begin(lanes: readonly SkippingLane[]): void {
    this.#lanes = lanes;
  }

  /** The clock has jumped from one instant to another, in milliseconds since the Unix epoch. */
  skip(fromMs: number, toMs: number): void {
    if (this.#lanes.length === 0) return;
    logGap(this.#log, fromMs, toMs);
    for (const { counting } of this.#lanes) counting.skip(fromMs, toMs);
  }
}

interface SkippingLane {
  readonly counting: { skip(fromMs: number, toMs: number): void };
}
