import type { Clock } from '../../core/clock.ts';
import type { Output } from './command-io.ts';

/**
 * One line that shows the progress of a long job. A terminal shows it in place; a file or pipe gets a new line every
 * ten percent.
 */
export class ProgressLine {
  readonly #output: Output;
  readonly #title: string;
  #shown = -1;

  constructor(title: string, output: Output) {
    this.#title = title;
    this.#output = output;
  }

  /** `share` is 0 to 1; `detail` is a few words on what is being done. */
  show(share: number, detail = ''): void {
    const percent = Math.floor(Math.min(Math.max(share, 0), 1) * 100);
    const step = this.#output.isTTY ? 1 : 10;
    if (percent < this.#shown + step) return;
    this.#shown = percent;
    const filled = Math.round((percent / 100) * barLength);
    const bar = '█'.repeat(filled) + '░'.repeat(barLength - filled);
    const line = `${this.#title} ${bar} ${String(percent).padStart(3)} % ${detail}`;
    this.#output.write(this.#output.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
  }

  /** Completes the line. */
  end(): void {
    if (this.#output.isTTY && this.#shown >= 0) this.#output.write('\n');
  }
}

const barLength = 30;

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
