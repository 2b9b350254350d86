import type { Clock } from '../../core/clock.ts';
import type { Output } from './command-io.ts';
import { ProgressLine } from './progress-line.ts';

/** A progress line that appears only if the work takes long. */
export class PatientProgress {
  readonly #line: ProgressLine;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #fromMs: number;

  constructor(title: string, output: Output, clock: Pick<Clock, 'now'>, patienceMs: number) {
    this.#line = new ProgressLine(title, output);
    this.#clock = clock;
    this.#fromMs = clock.now() + patienceMs;
  }

  /** `share` from 0 to 1. */
  show(share: number): void {
    if (this.#clock.now() > this.#fromMs) this.#line.show(share);
  }

  end(): void {
    this.#line.end();
  }
}
