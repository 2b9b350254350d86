import type { PeopleChanges, PeopleKey, PersonErasure, PersonRecord } from './people-store.ts';

/**
 * Where a lane's people rest while its counters are in SQLite: a file of the vault, which may be overwritten in place.
 */
export interface PeopleAtRest {
  /**
   * See `PeopleStore.readPeople`. Records of later batches than `lastBatch`, and those not kept, are overwritten. To be called
   * first.
   */
  read(
    key: PeopleKey,
    lastBatch: number,
    each: (record: PersonRecord) => void,
    isKept?: (record: PersonRecord) => boolean,
  ): Promise<void>;

  /**
   * Adds records. On the disk when it resolves; nothing of it counts when it rejects.
   *
   * @throws {Error} when they are of another month than the file.
   */
  add(changes: PeopleChanges): Promise<void>;

  /** See `PeopleStore.erasePerson`. */
  erase(erasure: PersonErasure): Promise<void>;

  /** See `PeopleStore.forgetErasures`. */
  forgetErasures(guild: number): Promise<void>;

  /** Overwrites and removes the file. */
  forget(): Promise<void>;

  /** Waits for what is being written. */
  close(): Promise<void>;
}
