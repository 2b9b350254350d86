import { SerialQueue } from '../../../core/async/serial-queue.ts';

/**
 * Runs write tasks one at a time, in the order of the calls. A transaction may therefore yield to the event loop: no
 * other task gets the connection until it has ended.
 */
export class WriterQueue {
  readonly #queue = new SerialQueue();
  readonly #tidyUp: () => Promise<void>;

  /** `tidyUp` runs after each task and must not fail. The next task waits for it, the caller does not. */
  constructor(tidyUp: () => Promise<void>) {
    this.#tidyUp = tidyUp;
  }

  /** Runs `work` when all earlier tasks have ended, with or without an error. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.run(work);
    void this.#queue.run(this.#tidyUp);
    return turn;
  }
}
