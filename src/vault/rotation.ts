import type { Clock } from '../core/clock.ts';
import type { RandomBytes } from '../core/random.ts';
import type { Month } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import { IdentityMap } from './identity-map.ts';
import { tokensFrom } from './member-pool.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { RandomNumbers } from './random-numbers.ts';
import type { SaltFile } from './salt-file.ts';
import { keyCheckOf } from './salted-hash.ts';
import { plainFault } from './vault-faults.ts';
import { wipeFile } from './wipe-file.ts';

/** What a closed month can be told of. */
export interface RotationReceipt {
  readonly month: Month;
  /** How many members of all guilds have got a token that leads to nobody. */
  readonly members: number;
  /** When the salt was gone from the disk, in milliseconds since the Unix epoch. */
  readonly saltDestroyedAtMs: number;
}

/** What has just become durable. */
export type RotationStep =
  | 'begun'
  | 'salt wiped'
  | 'map overwritten'
  | 'map removed'
  | 'scrubbed'
  | 'salt drawn'
  | 'ended'
  | 'opened';

export interface RotationParts {
  readonly store: Store;
  readonly pseudonyms: Pseudonyms;
  readonly saltFile: SaltFile;
  readonly identityPath: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Told after every step; what it throws is as a crash there. */
  readonly onStep?: (step: RotationStep) => void;
}

/**
 * Closes a month so that nothing Census keeps connects a count to a person, and opens the next. The steps stand in this
 * order, each durable before the one after it: the store draws new tokens and notes what is going on; the salt goes
 * first, for from then on no hash can be tried; then the map; then what the store had deleted is written over; only
 * then there is a new salt, and at last the store calls the old month sealed. A crash anywhere is gone on with from the
 * beginning at the next start, and doing a step again does no harm. Meanwhile nothing can be counted.
 */
export class Rotation {
  readonly #parts: RotationParts;
  #unfinished: { readonly month: Month; readonly next: Month; receipt: RotationReceipt | null } | null = null;

  constructor(parts: RotationParts) {
    this.#parts = parts;
  }

  /** Draws the members' new tokens while things are still being counted, so that {@link rotateTo} is short. */
  prepare(): Promise<void> {
    const { store, pseudonyms, random } = this.#parts;
    return store.draftTokens(pseudonyms.month, tokensFrom(new RandomNumbers(random)));
  }

  /**
   * Closes the open month and opens `next`. Everything counted must have been committed. One that failed half-way is
   * finished by the next call, with the month that it was begun with.
   *
   * @throws {StoreUnavailable} when the disk refuses, or a reader keeps the database from being scrubbed in time.
   */
  async rotateTo(next: Month): Promise<RotationReceipt> {
    const { pseudonyms } = this.#parts;
    if (pseudonyms.hasChanges) throw new Error('a month cannot be closed before all that was counted is committed');
    if (this.#unfinished === null && next <= pseudonyms.month) throw new Error('the next month is not a later one');
    this.#unfinished ??= { month: pseudonyms.month, next, receipt: null };
    const work = this.#unfinished;
    try {
      work.receipt ??= await this.#destroy(work.month, work.next);
      await this.#end(work.next, work.receipt);
      await this.#openMonth(work.next);
    } catch (error) {
      throw plainFault(error);
    }
    this.#unfinished = null;
    return work.receipt;
  }

  /** All but the last step, from the beginning or, after a crash, from wherever it stopped. For {@link openVault}. */
  async seal(month: Month, next: Month): Promise<RotationReceipt> {
    const receipt = await this.#destroy(month, next);
    await this.#end(next, receipt);
    return receipt;
  }

  /** Destroys the identity map, whatever is in it. */
  wipeMap(): Promise<void> {
    return wipeFile(this.#parts.identityPath, (file) => this.#step(`map ${file}`));
  }

  async #destroy(month: Month, next: Month): Promise<RotationReceipt> {
    const { store, pseudonyms, saltFile, clock, random } = this.#parts;
    const members = await store.beginRotation(month, next, tokensFrom(new RandomNumbers(random)));
    this.#step('begun');
    await pseudonyms.close();
    await saltFile.wipe(random);
    const saltDestroyedAtMs = clock.now();
    this.#step('salt wiped');
    await this.wipeMap();
    await store.scrub();
    this.#step('scrubbed');
    await saltFile.draw(next, random);
    this.#step('salt drawn');
    return { month, members, saltDestroyedAtMs };
  }

  async #end(next: Month, { saltDestroyedAtMs }: RotationReceipt): Promise<void> {
    await this.#parts.store.endRotation(next, saltDestroyedAtMs);
    this.#step('ended');
  }

  /** The last step: a new map for a month that has its salt and no members yet. */
  async #openMonth(month: Month): Promise<void> {
    const { pseudonyms, saltFile, identityPath } = this.#parts;
    await pseudonyms.close();
    const salt = saltFile.read();
    if (salt?.month !== month) throw new Error('the salt that was drawn is not there');
    const header = { month, keyCheck: keyCheckOf(salt.key) };
    const map = await IdentityMap.open(identityPath, header, Number.POSITIVE_INFINITY);
    pseudonyms.open({ month, salt: salt.key, map, members: new Map() });
    this.#step('opened');
  }

  #step(step: RotationStep): void {
    this.#parts.onStep?.(step);
  }
}
