/**
 * A mistake of the person who asked. Its message is shown to them: one sentence that says what was expected and what
 * was found, without ids, hashes or a stack.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** A problem that the operator can fix. The message says what is wrong and what to do, without ids or secrets. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}

/** The disk or the database refused. */
export class StoreUnavailable extends OperatorError {
  override readonly name = 'StoreUnavailable';
}

/** The vault cannot be used in its current state. Nothing is counted until the operator has fixed it. */
export class VaultRefused extends OperatorError {
  override readonly name = 'VaultRefused';
}

/**
 * The lane has another owner: another worker took it, or the number of lanes changed. This is neither a disk error nor
 * a bug. The lane's work in this process stops at once and writes nothing; other lanes continue.
 */
export class LaneLost extends Error {
  override readonly name = 'LaneLost';

  constructor(lane: number) {
    super(`lane ${lane} has another owner`);
  }
}

/** A column blob that `encodeColumns` cannot have written. The message names the fault, never the content. */
export class CorruptColumns extends Error {
  override readonly name = 'CorruptColumns';

  constructor(what: string) {
    super(`the column blob is corrupt: ${what}`);
  }
}

/**
 * The stack of an error and of its causes. Nothing else of an error may be logged or printed: the errors of the REST
 * client hold the URL and body of the request.
 */
export function formatErrorStack(error: unknown): string {
  if (!(error instanceof Error)) return `not an error: ${typeof error}`;
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${formatErrorStack(error.cause)}`;
}
