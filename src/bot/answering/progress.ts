import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Cancel, Clock } from '../../core/clock.ts';

const everyMs = 10_000;

/** Reports, every ten seconds, how far a piece of work is. Work that is done sooner is not spoken of. */
export class Progress {
  readonly #clock: Clock;
  readonly #show: (text: string) => Promise<void>;
  #share = 0;
  #cancel: Cancel | null = null;
  readonly #shown = new SerialQueue();

  constructor(clock: Clock, show: (text: string) => Promise<void>) {
    this.#clock = clock;
    this.#show = show;
  }

  start(): void {
    this.#cancel = this.#clock.schedule(this.#clock.now() + everyMs, () => {
      this.start();
      // Only a courtesy: whatever stands in its way stands in the answer's way too, and is dealt with there.
      return this.#shown.run(() => this.#show(this.#text())).catch(() => undefined);
    });
  }

  /** `share` of the work is done, from 0 to 1. */
  readonly update = (share: number): void => {
    this.#share = share;
  };

  /** No more reports; resolved when the last one is out, so that it cannot overtake the answer. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#shown.settled;
  }

  #text(): string {
    return this.#share === 0 ? 'Working on it …' : `Working on it … ${Math.floor(this.#share * 100)} %`;
  }
}
