import { StoreUnavailable } from '../core/errors.ts';

/** A reader has the database open, so that what was deleted cannot be written over yet. All else can be done. */
export class StillRead extends StoreUnavailable {}

/** For an `ErasureStore.forget` that nobody waits for: it is owed, and done when the readers have gone. */
export function ignoreReaders(error: unknown): void {
  if (!(error instanceof StillRead)) throw error;
}
