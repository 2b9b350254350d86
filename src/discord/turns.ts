/** Does one piece of work after the other, in the order of asking. A failure does not stop those that wait. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Rejects with the error of this work, never with that of another. */
  take(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
