import type { Hour } from '../core/time.ts';
import type { Batch } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { PeopleChanges } from './people-store.ts';
import type { ScreenedBatch } from './screened-batch.ts';

/** The part of the port that writes counts. */
export interface CounterStore {
  checkpoint(): Promise<Checkpoint>;

  /**
   * Makes a batch and the people records with it durable, all or nothing. Committing a batch number again changes
   * nothing.
   *
   * If people and counters are stored apart, people are written first. After a crash in between,
   * {@link PeopleStore.readPeople} forgets the records of a batch whose counters were never written.
   *
   * @throws {StoreUnavailable} when the disk or database refuses; any other error means that the batch itself is faulty.
   */
  commit(batch: Batch, people: PeopleChanges): Promise<void>;

  /** Tries the rows of a batch one by one to find those that {@link commit} refuses. Changes nothing. */
  screen(batch: Batch): Promise<ScreenedBatch>;

  /** Merges the deltas of all hours before this one, and closes the days that are over. Changes no number. */
  compact(before: Hour): Promise<void>;
}
