/** Why the app cannot go on. */
export class Ending {
  /** Rejects with the first reason that was given. Never resolves. */
  readonly failed: Promise<never>;
  /** Gives a reason. Only the first one counts. */
  readonly failWith: (reason: unknown) => void;

  constructor() {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {}); // The caller of startApp listens to it; until then it is no unhandled rejection.
    this.failed = promise;
    this.failWith = reject;
  }
}
