import type { PeopleChanges, PeopleKey, PersonErasure, PersonRecord } from './people-store.ts';

/** Stores a lane's people beside its SQLite database: in a file of the vault, which can be overwritten in place. */
export interface PeopleAtRest {
  /**
   * See `PeopleStore.readPeople`. Overwrites records of batches after `lastBatch`, and those for which `isKept` returns
   * false. Must be called before all other methods.
   */
  read(
    key: PeopleKey,
    lastBatch: number,
    each: (record: PersonRecord) => void,
    isKept?: (record: PersonRecord) => boolean,
  ): Promise<void>;

  /**
   * Adds records. They are on disk when it resolves; none of them counts when it rejects.
   *
   * @throws {Error} when the file belongs to another month.
   */
  add(changes: PeopleChanges): Promise<void>;

  /** See `PeopleStore.erasePerson`. */
  erase(erasure: PersonErasure): Promise<void>;

  /** See `PeopleStore.forgetErasures`. */
  forgetErasures(guild: number): Promise<void>;

  /** Overwrites and removes the file. */
  forget(): Promise<void>;

  /** Waits for pending writes. */
  close(): Promise<void>;
}
