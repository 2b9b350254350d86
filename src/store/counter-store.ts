import type { Hour } from '../core/time.ts';
import type { Batch } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { PeopleChanges } from './people-store.ts';
import type { ScreenedBatch } from './screened-batch.ts';

/** The part of the port that writes what was counted. */
export interface CounterStore {
  checkpoint(): Promise<Checkpoint>;

  /**
   * Makes a batch durable, and with it what was learnt of people: all of it, or nothing. One whose number was committed
   * before changes nothing. For what is in the batch, it rejects with another error than {@link StoreUnavailable}.
   *
   * Where people and counters rest apart, people come first: after a crash in between, {@link PeopleStore.readPeople}
   * forgets what belongs to a batch whose counters were never written.
   */
  commit(batch: Batch, people: PeopleChanges): Promise<void>;

  /** Tries the rows of a batch one by one, to find those that {@link commit} rejects. Changes nothing. */
  screen(batch: Batch): Promise<ScreenedBatch>;

  /** Merges what was counted in hours before this one into compact segments. Changes no number. */
  compact(before: Hour): Promise<void>;
}
