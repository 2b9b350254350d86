import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Cancel, Clock } from '../../core/clock.ts';
import type { Words } from '../../render/words.ts';

const everyMs = 10_000;

/** Shows the progress of work every ten seconds. Work that finishes sooner shows nothing. */
export class Progress {
  readonly #clock: Clock;
  readonly #words: Words;
  readonly #show: (text: string) => Promise<void>;
  #share = 0;
  #cancel: Cancel | null = null;
  readonly #shown = new SerialQueue();

  constructor(clock: Clock, words: Words, show: (text: string) => Promise<void>) {
    this.#clock = clock;
    this.#words = words;
    this.#show = show;
  }

  start(): void {
    this.#cancel = this.#clock.schedule(this.#clock.now() + everyMs, () => {
      this.start();
      // Best effort: an error here will also affect the answer and is handled there.
      return this.#shown.run(() => this.#show(this.#text())).catch(() => undefined);
    });
  }

  /** @param share The part of the work that is done, from 0 to 1. */
  readonly update = (share: number): void => {
    this.#share = share;
  };

  /** Stops the reports. Resolves when the last one is sent, so that it cannot overtake the answer. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#shown.settled;
  }

  #text(): string {
    if (this.#share === 0) return this.#words.say('answer.working');
    return this.#words.say('answer.workingShare', { percent: Math.floor(this.#share * 100) });
  }
}
