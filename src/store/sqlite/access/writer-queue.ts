import { SerialQueue } from '../../../core/async/serial-queue.ts';

/**
 * Lets one piece of writing work at a time, in the order of asking. A transaction may therefore let the event loop
 * turn in between: nobody else gets the connection until it has ended.
 */
export class WriterQueue {
  readonly #queue = new SerialQueue();
  readonly #tidyUp: () => Promise<void>;

  /** `tidyUp`, which must not fail, has a turn after each piece of work: the caller does not wait for it, the next one does. */
  constructor(tidyUp: () => Promise<void>) {
    this.#tidyUp = tidyUp;
  }

  /** Runs `work` when all that was asked before has ended, well or badly. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.run(work);
    void this.#queue.run(this.#tidyUp);
    return turn;
  }
}
