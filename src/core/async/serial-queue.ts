/**
 * Runs one piece of work after the other, in the order of asking. One that fails keeps no other from its turn. Written here
 * because the queues of npm lock and unlock, or limit rates: what is needed is these few lines around them too.
 */
export class SerialQueue {
  #last: Promise<void> = Promise.resolve();
  #size = 0;

  /** How many pieces of work are under way or wait. */
  get size(): number {
    return this.#size;
  }

  /** Resolves once all work that was asked for until now is over, well or badly. */
  get settled(): Promise<void> {
    return this.#last;
  }

  /** Resolves or rejects as this work does, and never with the error of another. */
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
