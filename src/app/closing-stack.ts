/** Closes resources in the reverse order of their opening. */
export class ClosingStack {
  readonly #closers: (() => void | Promise<void>)[] = [];

  /** Adds the function that closes what was just opened. */
  add(close: () => void | Promise<void>): void {
    this.#closers.push(close);
  }

  /**
   * Calls all functions in reverse order, one after the other. If some fail, the others are still called, and the first
   * error is thrown at the end. A second call does nothing.
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
