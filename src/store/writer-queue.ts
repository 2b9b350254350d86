/**
 * Lets one piece of writing work at a time, in the order of asking. A transaction may therefore let the event loop
 * turn in between: nobody else gets the connection until it has ended.
 */
export class WriterQueue {
  readonly #tidyUp: () => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  /** `tidyUp`, which must not fail, is done after each piece of work. Who asked for that does not wait, the next one does. */
  constructor(tidyUp: () => Promise<void> = async () => {}) {
    this.#tidyUp = tidyUp;
  }

  /** Runs `work` when all that was asked before has ended, well or badly. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    // The caller gets the error of its work; the queue only waits for the end.
    this.#last = turn.catch(() => {}).then(this.#tidyUp);
    return turn;
  }
}
