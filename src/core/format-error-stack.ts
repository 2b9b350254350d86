/**
 * The stack of an error and of what caused it. Nothing else of an error may be logged or printed: those of the REST
 * client carry the address and the body of the request.
 */
export function formatErrorStack(error: unknown): string {
  if (!(error instanceof Error)) return `not an error: ${typeof error}`;
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${formatErrorStack(error.cause)}`;
}
