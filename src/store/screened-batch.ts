import type { Snowflake } from '../core/snowflake.ts';
import type { Batch } from './batch.ts';

/** The parts of a batch that have rows, which are written one by one; of a gateway position there is one at most. */
export type BatchPart = Exclude<keyof Batch, 'number' | 'observedUntilMs' | 'memberLists'>;

/** A row of a batch that the store does not take because of what is in it. */
export interface RefusedRow {
  readonly part: BatchPart;
  /** Whose it is; null for a gateway position. */
  readonly guildId: Snowflake | null;
  /** The very object in the batch. */
  readonly row: object;
  /** Why; of a row that was refused only because another was, the error of that one. */
  readonly error: unknown;
}

/** A batch without the rows that the store refuses. */
export interface ScreenedBatch {
  readonly batch: Batch;
  /** In the order in which they were tried; empty where the store would take the batch as it is. */
  readonly refused: readonly RefusedRow[];
}
