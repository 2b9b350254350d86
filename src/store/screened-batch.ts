import type { Snowflake } from '../core/snowflake.ts';
import type { Batch } from './batch.ts';

/** The parts of a batch that are written row by row. There is at most one gateway position. */
export type BatchPart = Exclude<keyof Batch, 'number' | 'observedUntilMs' | 'memberLists'>;

/** A row of a batch that the store refuses because of its content. */
export interface RefusedRow {
  readonly part: BatchPart;
  /** The guild of the row; null for a gateway position. */
  readonly guildId: Snowflake | null;
  /** The same object as in the batch. */
  readonly row: object;
  /** The reason. If the row depends on another refused row, the error of that one. */
  readonly error: unknown;
}

/** A batch without the rows that the store refuses. */
export interface ScreenedBatch {
  readonly batch: Batch;
  /** In the order in which they were tried; empty if the store accepts the whole batch. */
  readonly refused: readonly RefusedRow[];
}
