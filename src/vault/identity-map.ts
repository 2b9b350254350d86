import type { MemberNumber } from '../core/counter.ts';
import type { PeopleChanges, PersonErasure, PersonRecord, PersonRecordKind } from '../store/people-store.ts';
import { CohortCounts } from './cohorts/cohort-counts.ts';
import { numberIn, packIdentity } from './identity-value.ts';
import { KnownMemberships } from './memberships/known-memberships.ts';
import { bareMembership } from './memberships/membership.ts';
import { NumberByHash } from './number-by-hash.ts';
import { hashBytes } from './salted-hash.ts';

/**
 * Who has which member number in the open month, and what else is known of people until it is sealed, by salted hash. All of
 * it is in memory, so that no question waits for a disk or a server; {@link takeRecords} gives what is to be kept of it.
 */
export class IdentityMap {
  readonly #identities = new NumberByHash();
  readonly #memberships = new KnownMemberships();
  readonly #marks = new NumberByHash();
  /** Who is to be passed over, with the guild's number. */
  readonly #erasures = new NumberByHash();
  /** How many active members joined when. */
  readonly cohorts = new CohortCounts();
  #uncommitted: UncommittedRecord[] = [];

  /** Takes over what was kept, in the order in which it was committed. */
  load(record: PersonRecord): void {
    const { kind, value, hash } = record;
    if (kind === 'identity') this.#identities.set(hash, numberIn(value));
    else if (kind === 'membership' || kind === 'break') this.#memberships.load(record);
    else if (kind === 'mark') this.#marks.set(hash, value);
    else if (kind === 'cohort') this.cohorts.load(hash, value);
    else this.#erasures.set(hash, value);
  }

  /** How many people have a number. */
  get size(): number {
    return this.#identities.size;
  }

  /** Whether anything was added that {@link takeRecords} has not handed out. */
  get hasUncommitted(): boolean {
    return this.#uncommitted.length > 0 || this.cohorts.hasChanged;
  }

  numberOf(hash: Buffer): MemberNumber | undefined {
    return this.#identities.get(hash);
  }

  /** Packed, see `packMembership`. */
  membershipOf(hash: Buffer): number | undefined {
    return this.#memberships.get(hash);
  }

  /** Whether the guild of that number was seen without a break since its member's coming or going was noted. */
  holdsMembership(hash: Buffer, guild: number): boolean {
    return this.#memberships.holds(hash, guild);
  }

  /** Notes that a guild was not seen for a while. */
  addBreak(guild: number): void {
    this.#memberships.break(guild);
    this.#add('break', nobody, guild);
  }

  hasMark(hash: Buffer): boolean {
    return this.#marks.has(hash);
  }

  /** What a mark says; undefined where there is none. */
  markOf(hash: Buffer): number | undefined {
    return this.#marks.get(hash);
  }

  /** `guild` is what `guildOfIdentities` says. */
  addIdentity(hash: Buffer, number: MemberNumber, guild: number): void {
    this.#identities.set(hash, number);
    this.#add('identity', hash, packIdentity(number, guild));
  }

  setMembership(hash: Buffer, packed: number): void {
    this.#memberships.set(hash, packed);
    this.#add('membership', hash, packed);
  }

  /** `value` is a whole number from 0 up. */
  setMark(hash: Buffer, value = 0): void {
    this.#marks.set(hash, value);
    this.#add('mark', hash, value);
  }

  /** What was added since the last call, to be committed with a batch; in an order that does not say who came when. */
  takeRecords(batch: number): PeopleChanges['records'] {
    for (const { key, count } of this.cohorts.takeChanges()) this.#add('cohort', key, count);
    const records = inOrderOfHashes(this.#uncommitted);
    this.#uncommitted = [];
    for (const record of records) record.batch = batch;
    return records;
  }

  /**
   * Forgets who a person is. The membership stays, without an instant, and so do marks. With `passedOver` that hash is kept
   * as one to be passed over in a guild. May be repeated.
   */
  erase({ identity, membership, passedOver }: PersonErasure): void {
    this.#identities.delete(identity);
    this.#memberships.bare(membership);
    this.#uncommitted = this.#uncommitted.map((record) => (isOf(record, membership) ? bared(record) : record));
    if (passedOver !== null) this.#erasures.set(passedOver.hash, passedOver.guild);
  }

  /** Whether a person is to be passed over. */
  isErased(hash: Buffer): boolean {
    return this.#erasures.has(hash);
  }

  /** Whether anybody at all is to be passed over: without one no hash need be made. */
  get hasErasures(): boolean {
    return this.#erasures.size > 0;
  }

  /** Whether anybody is to be passed over in a guild. */
  hasErasuresIn(guild: number): boolean {
    return this.#erasures.hasNumber(guild);
  }

  /** Forgets who was to be passed over in a guild. */
  forgetErasures(guild: number): void {
    this.#erasures.deleteAll(guild);
  }

  #add(kind: PersonRecordKind, hash: Buffer, value: number): void {
    this.#uncommitted.push({ kind, batch: 0, value, hash });
  }
}

/** Stands for a hash in what is of a whole guild. */
const nobody = Buffer.alloc(hashBytes);

/** The batch is not known until it is committed. */
type UncommittedRecord = Omit<PersonRecord, 'batch'> & { batch: number };

/**
 * In the order in which they were added, what came of one person would stand together. Those of one hash stay in order, for
 * the last holds. As numbers they are sorted in a few milliseconds, of 35,000 people too.
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

/** Of one batch; 53 bits are enough for 32 of a hash and a place. */
const mostRecords = 2 ** 21;

function isOf({ kind, hash }: UncommittedRecord, membership: Buffer): boolean {
  return kind === 'membership' && hash.equals(membership);
}

function bared(record: UncommittedRecord): UncommittedRecord {
  return { ...record, value: bareMembership(record.value) };
}
