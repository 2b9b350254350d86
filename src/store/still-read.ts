import { StoreUnavailable } from '../core/errors.ts';

/** A reader has the database open, so deleted data cannot be overwritten yet. Everything else works. */
export class StillRead extends StoreUnavailable {}

/** For an `ErasureStore.forget` that may happen later: it is pending until the readers have closed. */
export function ignoreReaders(error: unknown): void {
  if (!(error instanceof StillRead)) throw error;
}
