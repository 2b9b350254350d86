/** Does one thing after the other, in the order of asking. One that fails keeps none from its turn. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Who asks gets the error of their own work, and of no other. */
  take(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
