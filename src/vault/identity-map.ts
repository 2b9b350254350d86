import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { PeopleChanges, PersonErasure, PersonRecord, PersonRecordKind } from '../store/people-store.ts';
import type { Salt } from './at-rest/salt-file.ts';
import { CohortCounts } from './cohorts/cohort-counts.ts';
import { bareMembership, KnownMemberships } from './memberships/known-memberships.ts';
import { NumberByHash } from './number-by-hash.ts';
import { hashBytes, saltedGuild } from './salted-hash.ts';

/**
 * Maps salted hashes to member numbers, and to what else is known about people until the open month is sealed. All of it
 * is in memory, so that no look-up waits for a disk or a server. {@link takeRecords} returns what must be committed.
 */
export class IdentityMap {
  readonly #identities = new NumberByHash();
  readonly #memberships = new KnownMemberships();
  readonly #marks = new NumberByHash();
  /** Erased people whose messages are skipped in history, with the guild's number. */
  readonly #erasures = new NumberByHash();
  /** The number of active members by month of joining. */
  readonly cohorts = new CohortCounts();
  #uncommitted: UncommittedRecord[] = [];

  /** Loads a stored record. To be called in the order in which the records were committed. */
  load(record: PersonRecord): void {
    const { kind, value, hash } = record;
    if (kind === 'identity') this.#identities.set(hash, numberIn(value));
    else if (kind === 'membership' || kind === 'break') this.#memberships.load(record);
    else if (kind === 'mark') this.#marks.set(hash, value);
    else if (kind === 'cohort') this.cohorts.load(hash, value);
    else this.#erasures.set(hash, value);
  }

  /** The number of people with a member number. */
  get size(): number {
    return this.#identities.size;
  }

  /** Whether anything was added that {@link takeRecords} has not returned yet. */
  get hasUncommitted(): boolean {
    return this.#uncommitted.length > 0 || this.cohorts.hasChanged;
  }

  numberOf(hash: Buffer): MemberNumber | undefined {
    return this.#identities.get(hash);
  }

  /** A packed membership, see `packMembership`. */
  membershipOf(hash: Buffer): number | undefined {
    return this.#memberships.get(hash);
  }

  /** Whether no event of the guild was missed since the membership was noted. */
  holdsMembership(hash: Buffer, guild: number): boolean {
    return this.#memberships.holds(hash, guild);
  }

  /** Notes that events of a guild were missed. */
  addBreak(guild: number): void {
    this.#memberships.break(guild);
    this.#add('break', nobody, guild);
  }

  hasMark(hash: Buffer): boolean {
    return this.#marks.has(hash);
  }

  /** The value of a mark; undefined if there is none. */
  markOf(hash: Buffer): number | undefined {
    return this.#marks.get(hash);
  }

  /** `guild` is the number that `guildOfIdentities` returns. */
  addIdentity(hash: Buffer, number: MemberNumber, guild: number): void {
    this.#identities.set(hash, number);
    this.#add('identity', hash, packIdentity(number, guild));
  }

  setMembership(hash: Buffer, packed: number): void {
    this.#memberships.set(hash, packed);
    this.#add('membership', hash, packed);
  }

  /** `value` is a whole number, 0 or more. */
  setMark(hash: Buffer, value = 0): void {
    this.#marks.set(hash, value);
    this.#add('mark', hash, value);
  }

  /** Takes the records since the last call, to be committed with a batch. Their order does not show when people came. */
  takeRecords(batch: number): PeopleChanges['records'] {
    for (const { key, count } of this.cohorts.takeChanges()) this.#add('cohort', key, count);
    const records = inOrderOfHashes(this.#uncommitted);
    this.#uncommitted = [];
    for (const record of records) record.batch = batch;
    return records;
  }

  /**
   * Erases a person's identity. The membership stays, without its instant, and so do marks. The hash `passedOver`, if there
   * is one, is kept so that the person's messages are skipped in history. May be repeated.
   */
  erase({ identity, membership, passedOver }: PersonErasure): void {
    this.#identities.delete(identity);
    this.#memberships.bare(membership);
    this.#uncommitted = this.#uncommitted.map((record) => (isOf(record, membership) ? bared(record) : record));
    if (passedOver !== null) this.#erasures.set(passedOver.hash, passedOver.guild);
  }

  /** Whether messages of a person are skipped in history. */
  isErased(hash: Buffer): boolean {
    return this.#erasures.has(hash);
  }

  /** Whether messages of any person are skipped. If not, {@link isErased} needs no hash. */
  get hasErasures(): boolean {
    return this.#erasures.size > 0;
  }

  /** Whether messages of any person are skipped in a guild. */
  hasErasuresIn(guild: number): boolean {
    return this.#erasures.hasNumber(guild);
  }

  /** Forgets whose messages were skipped in a guild. */
  forgetErasures(guild: number): void {
    this.#erasures.deleteAll(guild);
  }

  #add(kind: PersonRecordKind, hash: Buffer, value: number): void {
    this.#uncommitted.push({ kind, batch: 0, value, hash });
  }
}

/** The hash in records of a whole guild. */
const nobody = Buffer.alloc(hashBytes);

/** The batch is not known until it is committed. */
type UncommittedRecord = Omit<PersonRecord, 'batch'> & { batch: number };

/**
 * Sorts records by hash. In the order of adding, the records of one person would be neighbours. Records of one hash keep
 * their order, because the last one is valid. Sorting numbers takes a few milliseconds, even for 35,000 people.
 */
function inOrderOfHashes(records: readonly UncommittedRecord[]): readonly UncommittedRecord[] {
  if (records.length > mostRecords) return records;
  const places = new Float64Array(records.length);
  for (const [index, { hash }] of records.entries()) places[index] = hash.readUInt32BE(0) * mostRecords + index;
  places.sort();
  const sorted: UncommittedRecord[] = [];
  for (const place of places) sorted.push(records[place % mostRecords] as UncommittedRecord);
  return sorted;
}

/** The most records of a batch that are sorted: 53 bits hold 32 bits of a hash and an index of 21. */
const mostRecords = 2 ** 21;

function isOf({ kind, hash }: UncommittedRecord, membership: Buffer): boolean {
  return kind === 'membership' && hash.equals(membership);
}

function bared(record: UncommittedRecord): UncommittedRecord {
  return { ...record, value: bareMembership(record.value) };
}

/** Packs what is stored with the hash of a person, the member number and the guild, into a whole number of six bytes. */
export function packIdentity(number: MemberNumber, guild: number): number {
  return guild * possibleMembers + number;
}

export function numberIn(packed: number): MemberNumber {
  return packed % possibleMembers;
}

/** A salted hash of the guild, of three bytes. Without the salt the guild cannot be recognised. */
export function guildOfIdentities(key: Salt['key'], guildId: Snowflake): number {
  return saltedGuild(key, 'identity guild', guildId) % possibleGuilds;
}

/** Returns a test whether a packed identity belongs to one of these guilds. */
export function isIdentityIn(key: Salt['key'], guildIds: readonly Snowflake[]): (packed: number) => boolean {
  const known = new Set(guildIds.map((guildId) => guildOfIdentities(key, guildId)));
  return (packed) => known.has(Math.floor(packed / possibleMembers));
}

/** The number of member numbers that a column blob can hold. */
const possibleMembers = 2 ** 24;
const possibleGuilds = 2 ** 24;
