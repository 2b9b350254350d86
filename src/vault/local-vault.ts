import type { KeyObject } from 'node:crypto';
import { SerialQueue } from '../core/async/serial-queue.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { NewcomerStep } from '../core/membership/newcomer.ts';
import { Person } from '../core/person.ts';
import { type RandomBytes, RandomNumbers } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { VisitDimension } from '../core/visit.ts';
import type { PeopleStore, PersonErasure } from '../store/people-store.ts';
import type { Member, MemberListsState } from '../store/records.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import { Cohorts } from './cohorts/cohorts.ts';
import { guildOfIdentities, type IdentityMap } from './identity-map.ts';
import { ListedPastPeople } from './imported-people.ts';
import type { ListName, MemberLists } from './lists/member-lists.ts';
import { bareMembership } from './memberships/known-memberships.ts';
import { Memberships } from './memberships/memberships.ts';
import { disown, newPeople, type People, uncounted } from './people.ts';
import { type HashDomain, saltedGuild, saltedHash } from './salted-hash.ts';
import type { Entry, Vault, VaultChanges } from './vault.ts';
import { Visits } from './visits.ts';

export interface LocalVaultDeps {
  /** The lists of all lanes. */
  readonly lists: MemberLists;
  /** The store of the lane's people. */
  readonly people: Pick<PeopleStore, 'erasePerson' | 'forgetErasures'>;
  readonly random: RandomBytes;
}

/** The open month: its salt, its identity map, and the members that the store has. */
export interface OpenMonth {
  readonly month: Month;
  readonly salt: KeyObject;
  readonly map: IdentityMap;
  readonly members: ReadonlyMap<Snowflake, readonly Member[]>;
}

/**
 * The vault of one lane in this process. A person who was met before is found by two look-ups in memory. Only the first
 * time is the id hashed and looked up in the identity map.
 */
export class LocalVault implements Vault {
  readonly past: ListedPastPeople;
  readonly #lists: MemberLists;
  readonly #people: LocalVaultDeps['people'];
  readonly #erasing = new SerialQueue();
  readonly #random: RandomNumbers;
  readonly #guilds = new Map<Snowflake, People>();
  #open: Omit<OpenMonth, 'members'> | null = null;
  /** The open month or, between two months, the one before; null before the first. */
  #month: Month | null = null;
  #members: { readonly guildId: Snowflake; readonly member: Member }[] = [];
  readonly #visits: Visits;
  readonly #memberships = new Memberships(() => this.#opened());
  readonly #cohorts = new Cohorts(() => this.#opened());

  /** Holds no people until {@link open} is called. */
  constructor({ lists, people, random }: LocalVaultDeps) {
    this.#lists = lists;
    this.#people = people;
    this.#random = new RandomNumbers(random);
    this.past = new ListedPastPeople(lists, this.#random);
    this.#visits = new Visits({
      has: (mark, guildId, userId) => this.#opened().map.hasMark(this.#hash(`mark ${mark}`, guildId, userId)),
      add: (mark, guildId, userId) => this.#opened().map.setMark(this.#hash(`mark ${mark}`, guildId, userId)),
    });
  }

  get month(): Month {
    if (this.#month === null) throw new Error('no month was opened yet');
    return this.#month;
  }

  /** Opens a month. The one before must be closed. */
  open({ members, ...month }: OpenMonth): void {
    this.#open = month;
    this.#month = month.month;
    for (const [guildId, taken] of members) this.#guilds.set(guildId, this.#newPeople(guildId, taken));
    this.#visits.begin();
  }

  /** Forgets all people. No member can be counted until the next {@link open}. */
  close(): void {
    this.#open = null;
    this.#guilds.clear();
    this.#members = [];
    this.#visits.end();
    this.#cohorts.end();
  }

  memberOf(guildId: Snowflake, person: Person): MemberNumber | undefined {
    const userId = Person.userIdOf(person);
    const people = this.#peopleOf(guildId);
    const met = people.numbers.get(userId);
    if (met !== undefined) return met === uncounted ? undefined : met;
    if (this.#isListed(people, guildId, userId)) return undefined;
    const number = this.#recall(people, guildId, userId) ?? this.#draw(people, guildId, userId);
    people.numbers.set(userId, number);
    return number;
  }

  numberOf(guildId: Snowflake, person: Person): MemberNumber | undefined {
    return this.#recall(this.#peopleOf(guildId), guildId, Person.userIdOf(person));
  }

  enter(guildId: Snowflake, person: Person, joinedAtMs: number, isCounted: boolean): Entry {
    return this.#memberships.enter(guildId, Person.userIdOf(person), joinedAtMs, isCounted);
  }

  leave(guildId: Snowflake, person: Person): boolean {
    return this.#memberships.leave(guildId, Person.userIdOf(person));
  }

  takeStep(guildId: Snowflake, person: Person, step: Exclude<NewcomerStep, 'joined'>, atMs: number): boolean {
    return this.#memberships.takeStep(guildId, Person.userIdOf(person), step, atMs);
  }

  takeBackSteps(guildId: Snowflake, person: Person): readonly NewcomerStep[] {
    return this.#memberships.takeBackSteps(guildId, Person.userIdOf(person));
  }

  loseSight(guildId: Snowflake): void {
    if (this.#open === null) return; // Nothing is known in the next month yet.
    this.#open.map.addBreak(saltedGuild(this.#open.salt, 'break guild', guildId));
  }

  countInCohort(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void {
    this.#cohorts.count(guildId, member, joinedAtMs);
  }

  takeOutOfCohort(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void {
    this.#cohorts.takeBack(guildId, member, joinedAtMs);
  }

  /** The cohorts of the open month, see `mergedCohorts`; empty if no month is open. */
  get cohorts(): readonly Total[] {
    return this.#open === null ? [] : this.#cohorts.merged(this.#guilds.keys());
  }

  isNewVisitor(guildId: Snowflake, person: Person, dimension: VisitDimension): boolean {
    const userId = Person.userIdOf(person);
    // A person who was counted before needs no look-up in the lists.
    if (this.#visits.isKnown(guildId, userId, dimension) || this.isIgnored(guildId, person)) return false;
    return this.#visits.count(guildId, userId, dimension);
  }

  noteApp(guildId: Snowflake, person: Person): void {
    this.#visits.noteApp(guildId, Person.userIdOf(person));
  }

  /** Whether anything has changed since the last {@link takeChanges}. */
  get hasChanges(): boolean {
    return this.#open?.map.hasUncommitted ?? false;
  }

  takeChanges(batch: number): VaultChanges {
    const records = this.#open?.map.takeRecords(batch) ?? [];
    const changes = { members: this.#members, people: { month: this.month, records } };
    this.#members = [];
    return changes;
  }

  disown(guildId: Snowflake, members: ReadonlySet<MemberNumber>): void {
    const people = this.#guilds.get(guildId);
    if (people !== undefined && members.size > 0) disown(people, members);
  }

  setIgnored(guildId: Snowflake, person: Person, isIgnored: boolean): Promise<void> {
    return this.#list('ignored', guildId, person, isIgnored);
  }

  isIgnored(guildId: Snowflake, person: Person): boolean {
    const userId = Person.userIdOf(person);
    const met = this.#guilds.get(guildId)?.numbers.get(userId);
    return met === undefined ? this.#lists.has(guildId, userId) : met === uncounted;
  }

  ignoredCount(guildId: Snowflake): number {
    return this.#lists.count('ignored', guildId);
  }

  isOptedOut(guildId: Snowflake, person: Person): boolean {
    return this.#lists.isOn('opted-out', guildId, Person.userIdOf(person));
  }

  setOptedOut(guildId: Snowflake, person: Person, isOptedOut: boolean): Promise<void> {
    return this.#list('opted-out', guildId, person, isOptedOut);
  }

  async erase(guildId: Snowflake, person: Person, isBehind: boolean): Promise<void> {
    const { map, salt } = this.#opened();
    const people = this.#peopleOf(guildId);
    const userId = Person.userIdOf(person);
    // The store has forgotten the number: if the disk refuses now, it must not be given to the person again.
    const number = this.#recall(people, guildId, userId);
    if (this.#members.some((drawn) => drawn.guildId === guildId && drawn.member.number === number)) {
      throw new Error('a number to erase is not committed yet');
    }
    if (number !== undefined) people.pool.retire(number);
    people.numbers.delete(userId);
    const erasure: PersonErasure = {
      identity: this.#hash('identity', guildId, userId),
      membership: this.#hash('membership', guildId, userId),
      bare: bareMembership,
      passedOver: isBehind
        ? { hash: this.#hash('erasure', guildId, userId), guild: saltedGuild(salt, 'erasure guild', guildId) }
        : null,
    };
    map.erase(erasure);
    await this.#erasing.run(async () => {
      map.erase(erasure); // Again, because a forgetErasures that ran in between has deleted the hash to skip.
      await this.#people.erasePerson(erasure);
    });
  }

  isErased(guildId: Snowflake, person: Person): boolean {
    const { map } = this.#opened();
    return map.hasErasures && map.isErased(this.#hash('erasure', guildId, Person.userIdOf(person)));
  }

  hasErasures(guildId: Snowflake): boolean {
    if (this.#open === null) return false;
    const { map, salt } = this.#open;
    return map.hasErasures && map.hasErasuresIn(saltedGuild(salt, 'erasure guild', guildId));
  }

  async forgetErasures(guildId: Snowflake): Promise<void> {
    if (this.#open === null || !this.#open.map.hasErasures) return; // The erasures were deleted with the month.
    const { map, salt } = this.#open;
    const guild = saltedGuild(salt, 'erasure guild', guildId);
    await this.#erasing.run(async () => {
      if (this.#open?.map !== map) return;
      await this.#people.forgetErasures(guild);
      map.forgetErasures(guild);
    });
  }

  get memberLists(): MemberListsState | null {
    return this.#lists.state;
  }

  #isListed(people: People, guildId: Snowflake, userId: Snowflake): boolean {
    const isListed = this.#lists.has(guildId, userId);
    if (isListed) people.numbers.set(userId, uncounted);
    return isListed;
  }

  #recall(people: People, guildId: Snowflake, userId: Snowflake): MemberNumber | undefined {
    const met = people.numbers.get(userId);
    if (met !== undefined && met !== uncounted) return met;
    const known = this.#opened().map.numberOf(this.#hash('identity', guildId, userId));
    // A guild that returned within the month after its data were deleted starts empty.
    return known !== undefined && people.pool.has(known) ? known : undefined;
  }

  #draw(people: People, guildId: Snowflake, userId: Snowflake): MemberNumber {
    const { map } = this.#opened();
    const member = people.pool.draw();
    this.#members.push({ guildId, member });
    map.addIdentity(this.#hash('identity', guildId, userId), member.number, people.guild);
    return member.number;
  }

  /** The cached number is dropped before and after the write, so that the next look-up reads the lists. */
  async #list(list: ListName, guildId: Snowflake, person: Person, isListed: boolean): Promise<void> {
    const userId = Person.userIdOf(person);
    const setting = mapVaultErrors(() => this.#lists.set(list, guildId, userId, isListed));
    this.#guilds.get(guildId)?.numbers.delete(userId);
    await setting.finally(() => this.#guilds.get(guildId)?.numbers.delete(userId));
  }

  #peopleOf(guildId: Snowflake): People {
    const known = this.#guilds.get(guildId);
    if (known !== undefined) return known;
    const people = this.#newPeople(guildId, []);
    this.#guilds.set(guildId, people);
    return people;
  }

  #newPeople(guildId: Snowflake, taken: readonly Member[]): People {
    return newPeople(guildOfIdentities(this.#opened().salt, guildId), this.#random, taken);
  }

  #hash(domain: HashDomain, guildId: Snowflake, userId: Snowflake): Buffer {
    return saltedHash(this.#opened().salt, domain, guildId, userId);
  }

  #opened(): Omit<OpenMonth, 'members'> {
    if (this.#open === null) throw new Error('no month is open: a rotation has begun and not ended');
    return this.#open;
  }
}
