/** How to close what was opened, in the reverse order. */
export class ClosingStack {
  readonly #closers: (() => void | Promise<void>)[] = [];

  /** Notes how to close what was just opened. */
  add(close: () => void | Promise<void>): void {
    this.#closers.push(close);
  }

  /**
   * Closes everything, the last first and one after the other. What cannot be closed keeps nothing else open; the first such
   * error is thrown at the end. Does nothing the second time.
   */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
