import type { Month } from '../core/time.ts';

/** The part of the port that keeps who has which number in the open month, and what else the vault knows of people. */
export interface PeopleStore {
  /**
   * Gives all records of the month and salt, in the order in which they were committed, or begins them where there are
   * none. What belongs to a batch that was never committed is forgotten, and so is what `isKept`, if given, says no to. A
   * record, and its hash, are valid until these return.
   *
   * @throws {VaultRefused} when the records are those of another month or salt.
   * @throws {StoreUnavailable} when they are damaged.
   */
  readPeople(
    key: PeopleKey,
    each: (record: PersonRecord) => void,
    isKept?: (record: PersonRecord) => boolean,
  ): Promise<void>;

  /** Forgets who a person is, as {@link PersonErasure} says. Durable when it resolves. May be repeated. */
  erasePerson(erasure: PersonErasure): Promise<void>;

  /** Forgets the records of kind `erasure` of the guild with this number. Durable when it resolves. */
  forgetErasures(guild: number): Promise<void>;

  /** Forgets everybody. Where a file holds them, it is overwritten. May be repeated. */
  forgetPeople(): Promise<void>;
}

/** Which people: those of a month, under the salt that this check belongs to. */
export interface PeopleKey {
  readonly month: Month;
  readonly keyCheck: Buffer;
}

/** What a record says; only the vault understands it. */
export type PersonRecordKind = 'identity' | 'membership' | 'mark' | 'erasure' | 'break' | 'cohort';

/** One thing that is kept of a person, or of a guild's people, by salted hash. Never to be logged. */
export interface PersonRecord {
  readonly kind: PersonRecordKind;
  /** The batch that it came with; 0 for what holds whatever was counted. */
  readonly batch: number;
  readonly value: number;
  readonly hash: Buffer;
}

/** What was learnt of people since the batch before, to be committed with the batch. */
export interface PeopleChanges {
  readonly month: Month;
  readonly records: readonly PersonRecord[];
}

/** What an erasure forgets of a person, and what it leaves. */
export interface PersonErasure {
  /** Of this hash all records go. */
  readonly identity: Buffer;
  /** Of this one the records stay, with a value that `bare` makes of theirs. */
  readonly membership: Buffer;
  readonly bare: (value: number) => number;
  /** A record that is added, so that the person's earlier messages are passed over; null where none is needed. */
  readonly passedOver: { readonly hash: Buffer; readonly guild: number } | null;
}
