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

/**
 * The guilds must be divided into another number of lanes: the bot stops and starts again with them. Neither a bug nor
 * a fault.
 */
export class LanesToDivide extends Error {
  override readonly name = 'LanesToDivide';
  /** True if Discord refuses the current number; false if a month begins, in which no one is known yet. */
  readonly isRequired: boolean;

  constructor(isRequired: boolean) {
    super('the guilds must be divided into another number of lanes');
    this.isRequired = isRequired;
  }
}
