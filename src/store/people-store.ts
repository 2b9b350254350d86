import type { Month } from '../core/time.ts';

/** The part of the port that stores which person has which number in the open month, and what else the vault keeps. */
export interface PeopleStore {
  /**
   * Calls `each` with all records of this month and salt, in the order of their commits. If there are none, starts an
   * empty set. Forgets records of batches that were never committed, and records for which `isKept` returns false. A
   * record and its hash are valid only during the call.
   *
   * @throws {VaultRefused} when the records belong to another month or salt.
   * @throws {StoreUnavailable} when they are damaged.
   */
  readPeople(
    key: PeopleKey,
    each: (record: PersonRecord) => void,
    isKept?: (record: PersonRecord) => boolean,
  ): Promise<void>;

  /** Forgets a person, as {@link PersonErasure} says. Durable when it resolves. Repeatable. */
  erasePerson(erasure: PersonErasure): Promise<void>;

  /** Forgets all records of kind `erasure` whose value is this guild number. Durable when it resolves. */
  forgetErasures(guild: number): Promise<void>;

  /** Forgets all people. A file that holds them is overwritten. Repeatable. */
  forgetPeople(): Promise<void>;
}

/** Identifies a set of people: the month, and a check of the salt of their hashes. */
export interface PeopleKey {
  readonly month: Month;
  readonly keyCheck: Buffer;
}

/** The kind of a record. Only the vault knows its meaning. */
export type PersonRecordKind = 'identity' | 'membership' | 'mark' | 'erasure' | 'break' | 'cohort';

/** One fact about a person, or about a guild's people, under a salted hash. Never log it. */
export interface PersonRecord {
  readonly kind: PersonRecordKind;
  /** The batch that it was committed with; 0 if it is valid whatever was counted. */
  readonly batch: number;
  readonly value: number;
  readonly hash: Buffer;
}

/** New records since the previous batch, to be committed with this one. */
export interface PeopleChanges {
  readonly month: Month;
  readonly records: readonly PersonRecord[];
}

/** What an erasure removes from a person's records, and what it leaves. */
export interface PersonErasure {
  /** All records with this hash are removed. */
  readonly identity: Buffer;
  /** Records with this hash stay. `bare` returns their new value. */
  readonly membership: Buffer;
  readonly bare: (value: number) => number;
  /** A record to add, so that catch-up skips the person's earlier messages; null if none is needed. */
  readonly passedOver: { readonly hash: Buffer; readonly guild: number } | null;
}
