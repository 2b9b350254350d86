/**
 * A mistake of the person who asked. Its message is the answer: one sentence that says what was expected and
 * what came. It never holds an id, a hash or a stack.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** Something that the operator can mend. The message says what is wrong and what to do, without an id or a secret. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}

/** The disk or the database refused. */
export class StoreUnavailable extends OperatorError {
  override readonly name = 'StoreUnavailable';
}

/** The vault cannot be used as it is, and nothing is counted until the operator has looked at it. */
export class VaultRefused extends OperatorError {
  override readonly name = 'VaultRefused';
}

/**
 * The lane has another owner now: another worker took it, or the lanes were divided differently. This is neither a fault of
 * the disk nor a bug. The lane's work in this process ends at once and nothing of it is written; other lanes go on.
 */
export class LaneLost extends Error {
  override readonly name = 'LaneLost';

  constructor(lane: number) {
    super(`lane ${lane} is not owned any more`);
  }
}

/** A column blob that `encodeColumns` cannot have made. The message says where it breaks off, never what it holds. */
export class CorruptColumns extends Error {
  override readonly name = 'CorruptColumns';

  constructor(what: string) {
    super(`the column blob is corrupt: ${what}`);
  }
}

/**
 * The stack of an error and of what caused it. Nothing else of an error may be logged or printed: those of the REST
 * client carry the address and the body of the request.
 */
export function formatErrorStack(error: unknown): string {
  if (!(error instanceof Error)) return `not an error: ${typeof error}`;
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${formatErrorStack(error.cause)}`;
}
