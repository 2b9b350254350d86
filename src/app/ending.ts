/** Why the app cannot go on. */
export class Ending {
  /** Rejects with the first reason. Never resolves. */
  readonly failed: Promise<never>;
  /** Sets the reason. Only the first one counts. */
  readonly failWith: (reason: unknown) => void;

  constructor() {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {}); // The caller of startApp handles it; until then it is no unhandled rejection.
    this.failed = promise;
    this.failWith = reject;
  }
}
