import { type RandomBytes, RandomNumbers } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { PeopleStore, PersonRecord } from '../store/people-store.ts';
import type { DrawTokens } from '../store/records.ts';
import { type Salt, SaltFile } from './at-rest/salt-file.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import { isCohortIn } from './cohorts/cohort-counts.ts';
import { IdentityMap, isIdentityIn } from './identity-map.ts';
import type { MemberLists } from './lists/member-lists.ts';
import { LocalVault } from './local-vault.ts';
import { tokensFrom } from './member-pool.ts';
import type { MonthVault } from './month-vault.ts';
import { keyCheckOf } from './salted-hash.ts';
import type { Vault } from './vault.ts';

export interface LaneVaultDeps {
  readonly saltPath: string;
  /** The store of the lane's people. */
  readonly store: Pick<PeopleStore, 'readPeople' | 'erasePerson' | 'forgetErasures'>;
  /** The lists of all lanes. */
  readonly lists: MemberLists;
  readonly random: RandomBytes;
}

/** The vault of one lane: its salt on the disk, and its people in memory. Holds no people until {@link open}. */
export class LaneVault implements MonthVault {
  readonly #salt: SaltFile;
  readonly #people: LocalVault;
  readonly #deps: LaneVaultDeps;

  constructor(deps: LaneVaultDeps) {
    this.#salt = new SaltFile(deps.saltPath);
    this.#people = new LocalVault({ ...deps, people: deps.store });
    this.#deps = deps;
  }

  get people(): Vault {
    return this.#people;
  }

  get hasChanges(): boolean {
    return this.#people.hasChanges;
  }

  get saltMonth(): Month | null {
    return this.#salt.read()?.month ?? null;
  }

  get drawTokens(): DrawTokens {
    return tokensFrom(new RandomNumbers(this.#deps.random));
  }

  get cohorts(): readonly Total[] {
    return this.#people.cohorts;
  }

  close(): void {
    this.#people.close();
  }

  wipeSalt(): Promise<void> {
    return mapVaultErrors(() => this.#salt.wipe(this.#deps.random));
  }

  async drawSalt(month: Month): Promise<void> {
    await mapVaultErrors(() => this.#salt.draw(month, this.#deps.random));
  }

  open(month: Month, members: Checkpoint['members'], guildIds: readonly Snowflake[] | null = null): Promise<number> {
    return mapVaultErrors(async () => {
      this.#people.close();
      const salt = this.#salt.read();
      if (salt?.month !== month) throw new Error('the salt of the month to open is missing');
      const map = await this.#readIdentityMap(salt, guildIds);
      this.#people.open({ month, salt: salt.key, map, members });
      return map.size;
    });
  }

  async #readIdentityMap({ month, key }: Salt, guildIds: readonly Snowflake[] | null): Promise<IdentityMap> {
    const map = new IdentityMap();
    const isIn = guildIds === null ? () => true : isIdentityIn(key, guildIds);
    const isOfGuild = guildIds === null ? () => true : isCohortIn(key, guildIds);
    const isKept = ({ kind, value, hash }: PersonRecord) =>
      kind === 'identity' ? isIn(value) : kind !== 'cohort' || isOfGuild(hash);
    await this.#deps.store.readPeople({ month, keyCheck: keyCheckOf(key) }, (record) => map.load(record), isKept);
    return map;
  }
}
