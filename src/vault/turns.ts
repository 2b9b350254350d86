/** Runs pieces of work one after the other, in the order in which they were handed over. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does something in its turn. Gives what it gives, or fails as it fails; the next one runs in either case. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
