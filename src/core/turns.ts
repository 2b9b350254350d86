/** Runs one piece of work after the other, in the order of asking. One that fails keeps none from its turn. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as this work does, and never with the error of another. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
