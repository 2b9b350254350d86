/**
 * Runs async tasks one at a time, in the order of the calls. A task that fails does not affect the others. Packages for
 * this add locks or rate limits, and would need about as much code around them.
 */
export class SerialQueue {
  #last: Promise<void> = Promise.resolve();
  #size = 0;

  /** The number of tasks that run or wait. */
  get size(): number {
    return this.#size;
  }

  /** Resolves when all tasks queued so far have ended, with or without an error. */
  get settled(): Promise<void> {
    return this.#last;
  }

  /** Queues a task. Settles as the task does. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#size += 1;
    const turn = this.#runAfter(this.#last, work);
    this.#last = turn.then(ignore, ignore);
    return turn;
  }

  async #runAfter<Result>(before: Promise<void>, work: () => Promise<Result>): Promise<Result> {
    await before;
    try {
      return await work();
    } finally {
      this.#size -= 1;
    }
  }
}

function ignore(): void {}
