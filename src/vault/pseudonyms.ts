import type { KeyObject } from 'node:crypto';
import type { MemberNumber } from '../core/counter.ts';
import { Person } from '../core/person.ts';
import type { RandomBytes } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { VisitDimension } from '../core/visit.ts';
import type { Member } from '../store/store.ts';
import type { IdentityMap } from './identity-map.ts';
import type { ListName, MemberLists } from './member-lists.ts';
import { disown, forget, type Membership, newPeople, type People, setAside } from './people.ts';
import { RandomNumbers } from './random-numbers.ts';
import { saltedHash } from './salted-hash.ts';
import type { IdentityRow, MembershipRow, Vault, VaultChanges } from './vault.ts';
import { withPlainFaults } from './vault-faults.ts';
import { type MarkedPerson, Visits } from './visits.ts';

/** A month that is counted in: its salt, its map, and the members whom the store has. */
export interface OpenMonth {
  readonly month: Month;
  readonly salt: KeyObject;
  readonly map: IdentityMap;
  readonly members: ReadonlyMap<Snowflake, readonly Member[]>;
}

/**
 * The vault as it works. Whoever was met before in this process is found by two look-ups in memory; only at first
 * sight is somebody's id hashed and looked for in the identity map.
 */
export class Pseudonyms implements Vault {
  readonly #lists: MemberLists;
  readonly #random: RandomNumbers;
  readonly #guilds = new Map<Snowflake, People>();
  #open: Omit<OpenMonth, 'members'> | null = null;
  #month: Month;
  #members: { readonly guildId: Snowflake; readonly member: Member }[] = [];
  #identities: IdentityRow[] = [];
  readonly #memberships = new Map<Membership, Uint8Array>();
  readonly #visits = new Visits();
  /** What was handed out in the open month: nothing of an earlier one may get into its map. */
  #handedOut = new WeakSet<VaultChanges>();

  /** Knows nobody until {@link open} gives it a month; `month` is the one that it says until then. */
  constructor(month: Month, lists: MemberLists, random: RandomBytes) {
    this.#month = month;
    this.#lists = lists;
    this.#random = new RandomNumbers(random);
  }

  get month(): Month {
    return this.#month;
  }

  /** Begins a month. */
  open({ members, ...month }: OpenMonth): void {
    this.close();
    this.#open = month;
    this.#month = month.month;
    for (const [guildId, taken] of members) this.#guilds.set(guildId, newPeople(this.#random, taken));
    this.#visits.begin((guildId, userId) => this.#hash(guildId, userId));
  }

  /** Forgets everybody; until the next {@link open} nobody can be counted. */
  close(): void {
    this.#open?.map.close();
    this.#open = null;
    this.#guilds.clear();
    this.#members = [];
    this.#identities = [];
    this.#memberships.clear();
    this.#visits.end();
    this.#handedOut = new WeakSet();
  }

  memberOf(guildId: Snowflake, person: Person): MemberNumber | undefined {
    const known = this.#guilds.get(guildId)?.numbers.get(Person.userIdOf(person));
    return known ?? withPlainFaults(() => this.#meet(this.#people(guildId), guildId, Person.userIdOf(person)));
  }

  numberOf(guildId: Snowflake, person: Person): MemberNumber | undefined {
    return withPlainFaults(() => this.#recall(this.#people(guildId), guildId, Person.userIdOf(person)));
  }

  isNewJoin(guildId: Snowflake, person: Person, joinedAtMs: number): boolean {
    const membership = this.#membershipOf(guildId, person);
    if (membership === undefined || joinedAtMs <= (membership.joinedAtMs ?? Number.NEGATIVE_INFINITY)) return false;
    membership.joinedAtMs = joinedAtMs;
    membership.partedAtMs = null;
    this.#memberships.set(membership, this.#hash(guildId, Person.userIdOf(person)));
    return true;
  }

  isNewPart(guildId: Snowflake, person: Person, atMs: number): boolean {
    const membership = this.#membershipOf(guildId, person);
    if (membership === undefined) return false;
    if (membership.partedAtMs !== null && Math.abs(atMs - membership.partedAtMs) < repeatedWithinMs) return false;
    membership.partedAtMs = atMs;
    this.#memberships.set(membership, this.#hash(guildId, Person.userIdOf(person)));
    return true;
  }

  isNewVisitor(guildId: Snowflake, person: Person, dimension: VisitDimension): boolean {
    const userId = Person.userIdOf(person);
    // Whoever was counted before need not be looked for on the lists.
    if (this.#visits.isKnown(guildId, userId, dimension) || this.isIgnored(guildId, person)) return false;
    const { map } = this.#opened();
    return withPlainFaults(() =>
      this.#visits.count(this.#marked(guildId, userId), dimension, (hash) => map.marksOf(hash)),
    );
  }

  noteApp(guildId: Snowflake, person: Person): void {
    const { map } = this.#opened();
    const app = this.#marked(guildId, Person.userIdOf(person));
    withPlainFaults(() => this.#visits.noteApp(app, (hash) => map.marksOf(hash)));
  }

  /** Whether anything was drawn or recognised since the last {@link takeChanges}. */
  get hasChanges(): boolean {
    return this.#identities.length > 0 || this.#memberships.size > 0 || this.#visits.hasRows;
  }

  takeChanges(batch: number): VaultChanges {
    const memberships: MembershipRow[] = [];
    for (const [{ joinedAtMs, partedAtMs }, hash] of this.#memberships)
      memberships.push({ hash, joinedAtMs, partedAtMs });
    const visits = this.#visits.takeRows();
    const changes = { batch, members: this.#members, identities: this.#identities, memberships, visits };
    this.#handedOut.add(changes);
    this.#members = [];
    this.#identities = [];
    this.#memberships.clear();
    return changes;
  }

  commit(changes: VaultChanges): void {
    if (changes.identities.length + changes.memberships.length + changes.visits.length === 0) return;
    if (!this.#handedOut.has(changes)) throw new Error('these changes belong to a month that is closed');
    withPlainFaults(() => this.#opened().map.commit(changes));
  }

  disown(guildId: Snowflake, members: ReadonlySet<MemberNumber>): void {
    const people = this.#guilds.get(guildId);
    if (people !== undefined && members.size > 0) disown(people, members);
  }

  setIgnored(guildId: Snowflake, person: Person, isIgnored: boolean): void {
    this.#list('ignored', guildId, person, isIgnored);
  }

  isIgnored(guildId: Snowflake, person: Person): boolean {
    const userId = Person.userIdOf(person);
    const people = this.#guilds.get(guildId);
    if (people?.numbers.has(userId)) return false;
    return people?.setAside.has(userId) === true || withPlainFaults(() => this.#lists.has(guildId, userId));
  }

  ignoredCount(guildId: Snowflake): number {
    return withPlainFaults(() => this.#lists.count('ignored', guildId));
  }

  isOptedOut(guildId: Snowflake, person: Person): boolean {
    return withPlainFaults(() => this.#lists.isOn('opted-out', guildId, Person.userIdOf(person)));
  }

  setOptedOut(guildId: Snowflake, person: Person, isOptedOut: boolean): void {
    this.#list('opted-out', guildId, person, isOptedOut);
  }

  erase(guildId: Snowflake, person: Person, isBehind: boolean): void {
    const people = this.#people(guildId);
    const userId = Person.userIdOf(person);
    const hash = this.#hash(guildId, userId);
    if (this.#identities.some((row) => hash.equals(row.hash))) throw new Error('a number that is to be erased is new');
    withPlainFaults(() => {
      // The store has forgotten the number: if the disk refuses now, it must not be given to the person again.
      const number = this.#recall(people, guildId, userId);
      if (number !== undefined) people.pool.retire(number);
      const membership = forget(people, userId);
      if (membership !== undefined) this.#memberships.delete(membership);
      this.#visits.forget(this.#marked(guildId, userId));
      this.#opened().map.erase(hash, isBehind ? guildId : null);
    });
  }

  isErased(guildId: Snowflake, person: Person): boolean {
    const { map } = this.#opened();
    if (!map.hasErasures) return false;
    return withPlainFaults(() => map.isErased(guildId, this.#hash(guildId, Person.userIdOf(person))));
  }

  forgetErasures(guildId: Snowflake): void {
    withPlainFaults(() => this.#opened().map.forgetErasures(guildId));
  }

  get hasMemberLists(): boolean {
    return !this.#lists.isEmpty;
  }

  /** Somebody whom this process has not met in this month. */
  #meet(people: People, guildId: Snowflake, userId: Snowflake): MemberNumber | undefined {
    if (people.setAside.has(userId)) return undefined;
    if (this.#lists.has(guildId, userId)) {
      people.setAside.set(userId, undefined);
      return undefined;
    }
    const number = this.#recall(people, guildId, userId) ?? this.#draw(people, guildId, userId);
    people.numbers.set(userId, number);
    return number;
  }

  #recall(people: People, guildId: Snowflake, userId: Snowflake): MemberNumber | undefined {
    const met = people.numbers.get(userId) ?? people.setAside.get(userId);
    if (met !== undefined) return met;
    const known = this.#opened().map.numberOf(this.#hash(guildId, userId));
    // A guild whose data were deleted, and which came back within the month, begins anew.
    return known !== undefined && people.pool.has(known) ? known : undefined;
  }

  #draw(people: People, guildId: Snowflake, userId: Snowflake): MemberNumber {
    const member = people.pool.draw();
    this.#members.push({ guildId, member });
    this.#identities.push({ hash: this.#hash(guildId, userId), number: member.number });
    return member.number;
  }

  #list(list: ListName, guildId: Snowflake, person: Person, isListed: boolean): void {
    const userId = Person.userIdOf(person);
    withPlainFaults(() => this.#lists.set(list, guildId, userId, isListed));
    const people = this.#guilds.get(guildId);
    if (people !== undefined) setAside(people, userId, this.#lists.has(guildId, userId));
  }

  #membershipOf(guildId: Snowflake, person: Person): Membership | undefined {
    if (this.isIgnored(guildId, person)) return undefined;
    const { memberships } = this.#people(guildId);
    const userId = Person.userIdOf(person);
    const known = memberships.get(userId);
    if (known !== undefined) return known;
    const hash = this.#hash(guildId, userId);
    const row = withPlainFaults(() => this.#opened().map.membershipOf(hash));
    const membership = { joinedAtMs: row?.joinedAtMs ?? null, partedAtMs: row?.partedAtMs ?? null };
    memberships.set(userId, membership);
    return membership;
  }

  #people(guildId: Snowflake): People {
    const known = this.#guilds.get(guildId);
    if (known !== undefined) return known;
    this.#opened();
    const people = newPeople(this.#random, []);
    this.#guilds.set(guildId, people);
    return people;
  }

  #marked(guildId: Snowflake, userId: Snowflake): MarkedPerson {
    return { guildId, userId, hash: () => this.#hash(guildId, userId) };
  }

  #hash(guildId: Snowflake, userId: Snowflake): Buffer {
    return saltedHash(this.#opened().salt, guildId, userId);
  }

  #opened(): Omit<OpenMonth, 'members'> {
    if (this.#open === null) throw new Error('no month is open: a rotation was begun and not ended');
    return this.#open;
  }
}

/** A part that comes so soon after one, with no join in between, is the same sent again. */
const repeatedWithinMs = 60_000;
