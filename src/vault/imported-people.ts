import { existsSync } from 'node:fs';
import type { MemberNumber } from '../core/counter.ts';
import { Person } from '../core/person.ts';
import type { RandomBytes } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { MemberListsState } from '../store/records/member-lists-state.ts';
import type { Member } from '../store/records/members.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import { MemberLists, memberListPaths } from './lists/member-lists.ts';
import { MemberPool } from './member-pool.ts';
import { RandomNumbers } from './random-numbers.ts';

/**
 * Maps the people of imported months to member numbers, one month at a time. The mapping is never stored: there is no salt
 * and no hash, and it is forgotten when the month is taken.
 */
export interface ImportedPeople {
  /** The number of a person; undefined if they are ignored or opted out in the guild. */
  memberOf(guildId: Snowflake, person: Person): MemberNumber | undefined;

  /** The number of a member that another program identifies by a hash, token or number. */
  memberNamed(name: string): MemberNumber;

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
  readonly #numbers = new Map<string, MemberNumber | undefined>();
  #pool: MemberPool;
  #members: Member[] = [];

  constructor(lists: MemberLists | null, random: RandomBytes) {
    this.#lists = lists;
    this.#random = new RandomNumbers(random);
    this.#pool = new MemberPool(this.#random);
  }

  memberOf(guildId: Snowflake, person: Person): MemberNumber | undefined {
    const userId = Person.userIdOf(person);
    if (this.#numbers.has(userId)) return this.#numbers.get(userId);
    if (this.#lists?.has(guildId, userId)) {
      this.#numbers.set(userId, undefined);
      return undefined;
    }
    return this.#draw(userId);
  }

  memberNamed(name: string): MemberNumber {
    return this.#numbers.get(name) ?? this.#draw(name);
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

  #draw(name: string): MemberNumber {
    const member = this.#pool.draw();
    this.#numbers.set(name, member.number);
    this.#members.push(member);
    return member.number;
  }
}
