import { existsSync } from 'node:fs';
import type { MemberNumber } from '../core/counter.ts';
import { Person } from '../core/person.ts';
import { type RandomBytes, RandomNumbers } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Member, MemberListsState } from '../store/records.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import { MemberLists, memberListPaths } from './lists/member-lists.ts';
import { MemberPool } from './member-pool.ts';
import type { ImportedPeople, ImportedPerson, PastPeople } from './past-people.ts';

/** The same with lists of its own, which must be closed. */
export interface OpenedImportedPeople extends ImportedPeople {
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
export async function openImportedPeople(options: ImportedPeopleOptions): Promise<OpenedImportedPeople> {
  const past = await openPastPeople(options);
  return Object.assign(past.begin(), { close: () => past.close() });
}

/** As {@link openImportedPeople}, for several guilds and months. */
export function openPastPeople(options: ImportedPeopleOptions): Promise<OpenedPastPeople> {
  const { directory, memberLists: known, random } = options;
  const paths = memberListPaths(directory);
  return mapVaultErrors(async () => {
    const areThere = known !== null || existsSync(paths.path);
    const lists = areThere ? await MemberLists.open({ ...paths, known, random }) : null;
    const past = new ListedPastPeople(lists, new RandomNumbers(random));
    return Object.assign(past, { close: async () => lists?.close() });
  });
}

/** The people of past months under a pair of lists. */
export class ListedPastPeople implements PastPeople {
  readonly #lists: Pick<MemberLists, 'has' | 'changesIn'> | null;
  readonly #random: RandomNumbers;

  constructor(lists: Pick<MemberLists, 'has' | 'changesIn'> | null, random: RandomNumbers) {
    this.#lists = lists;
    this.#random = random;
  }

  begin(): ImportedPeople {
    return new PeopleOfAMonth(this.#lists, this.#random);
  }

  changesIn(guildId: Snowflake): number {
    return this.#lists?.changesIn(guildId) ?? 0;
  }
}

export interface OpenedPastPeople extends PastPeople {
  close(): Promise<void>;
}

class PeopleOfAMonth implements ImportedPeople {
  readonly #lists: Pick<MemberLists, 'has'> | null;
  readonly #random: RandomNumbers;
  readonly #persons = new Map<string, ImportedPerson | null>();
  readonly #numbers = new Map<ImportedPerson, MemberNumber>();
  #count = 0;
  #pool: MemberPool;
  #members: Member[] = [];

  constructor(lists: Pick<MemberLists, 'has'> | null, random: RandomNumbers) {
    this.#lists = lists;
    this.#random = random;
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

  #meet(name: string): ImportedPerson {
    const person = this.#count;
    this.#count += 1;
    this.#persons.set(name, person);
    return person;
  }
}
