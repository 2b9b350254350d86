import { existsSync } from 'node:fs';
import type { MemberNumber } from '../core/counter.ts';
import { Person } from '../core/person.ts';
import { type RandomBytes, RandomNumbers } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Member, MemberListsState } from '../store/records.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import { MemberLists, memberListPaths } from './lists/member-lists.ts';
import { MemberPool } from './member-pool.ts';

/** A person in the files of one import: a whole number from 0, in the order in which they were met. */
export type ImportedPerson = number;

/**
 * Maps the people of imported months to member numbers, one month at a time. The mapping is never stored: there is no salt
 * and no hash, and the member numbers are forgotten when the month is taken.
 */
export interface ImportedPeople {
  /** Null for a person who is ignored or opted out in the guild. */
  personOf(guildId: Snowflake, person: Person): ImportedPerson | null;

  /** A person whom another program identifies by a hash, token or number. */
  personNamed(name: string): ImportedPerson;

  /** The number of a person in the current month. */
  memberOf(person: ImportedPerson): MemberNumber;

  /** Takes all members of the month, with their tokens. From now on every person gets a new number. */
  takeMonth(): readonly Member[];

  close(): Promise<void>;
}

export interface ImportedPeopleOptions {
  /** The directory of the vault, which must be locked. */
  readonly directory: string;
  /** The state of the lists of ignored and opted-out members in the store; null if it has none. */
  readonly memberLists: MemberListsState | null;
  readonly random: RandomBytes;
}

/**
 * Opens the lists of ignored and opted-out members, if there are any, for an import.
 *
 * @throws {VaultRefused} when the lists are not those that the store knows.
 * @throws {StoreUnavailable} when the disk refuses.
 */
export function openImportedPeople(options: ImportedPeopleOptions): Promise<ImportedPeople> {
  const { directory, memberLists: known, random } = options;
  const paths = memberListPaths(directory);
  return mapVaultErrors(async () => {
    const areThere = known !== null || existsSync(paths.path);
    return new PeopleOfAMonth(areThere ? await MemberLists.open({ ...paths, known, random }) : null, random);
  });
}

class PeopleOfAMonth implements ImportedPeople {
  readonly #lists: MemberLists | null;
  readonly #random: RandomNumbers;
  readonly #persons = new Map<string, ImportedPerson | null>();
  readonly #numbers = new Map<ImportedPerson, MemberNumber>();
  #count = 0;
  #pool: MemberPool;
  #members: Member[] = [];

  constructor(lists: MemberLists | null, random: RandomBytes) {
    this.#lists = lists;
    this.#random = new RandomNumbers(random);
    this.#pool = new MemberPool(this.#random);
  }

  personOf(guildId: Snowflake, person: Person): ImportedPerson | null {
    const userId = Person.userIdOf(person);
    const known = this.#persons.get(userId);
    if (known !== undefined) return known;
    if (!this.#lists?.has(guildId, userId)) return this.#meet(userId);
    this.#persons.set(userId, null);
    return null;
  }

  personNamed(name: string): ImportedPerson {
    return this.#persons.get(name) ?? this.#meet(name);
  }

  memberOf(person: ImportedPerson): MemberNumber {
    const known = this.#numbers.get(person);
    if (known !== undefined) return known;
    const member = this.#pool.draw();
    this.#numbers.set(person, member.number);
    this.#members.push(member);
    return member.number;
  }

  takeMonth(): readonly Member[] {
    const members = this.#members;
    this.#numbers.clear();
    this.#pool = new MemberPool(this.#random);
    this.#members = [];
    return members;
  }

  async close(): Promise<void> {
    await this.#lists?.close();
  }

  #meet(name: string): ImportedPerson {
    const person = this.#count;
    this.#count += 1;
    this.#persons.set(name, person);
    return person;
  }
}
