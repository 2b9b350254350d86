import type { Clock } from '../core/clock.ts';
import type { RandomBytes } from '../core/random.ts';
import type { Month } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { SaltFile } from './at-rest/salt-file.ts';
import { toStoreUnavailable } from './at-rest/vault-faults.ts';
import type { LocalVault } from './local-vault.ts';
import { tokensFrom } from './member-pool.ts';
import { RandomNumbers } from './random-numbers.ts';
import { readIdentityMap } from './read-identity-map.ts';

/** What a closed month can be told of. */
export interface RotationReceipt {
  readonly month: Month;
  /** How many members of all guilds of the lane have got a token that leads to nobody. */
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
  | 'forgotten'
  | 'salt drawn'
  | 'month opened'
  | 'sealed'
  | 'opened';

export interface RotationDeps {
  readonly store: Pick<
    LaneStore,
    'draftTokens' | 'beginRotation' | 'openMonth' | 'noteSaltDestroyed' | 'readPeople' | 'forgetPeople' | 'forget'
  >;
  readonly localVault: LocalVault;
  readonly saltFile: SaltFile;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  /** Told after every step; what it throws is as a crash there. */
  readonly onStep?: ((step: RotationStep) => void) | undefined;
}

/**
 * Closes a month of a lane so that nothing Census keeps connects a count to a person, and opens the next. The steps stand in
 * this order, each durable before the one after it: the store draws new tokens and notes what is going on; the salt goes
 * first, for from then on no hash can be tried; then the people; then what the store had deleted is written over; only then
 * there is a new salt, the store opens the next month, and at last it calls the old one sealed. A crash anywhere is gone on
 * with at the next start, and doing a step again does no harm. Meanwhile nothing can be counted in the lane.
 */
export class Rotation {
  readonly #deps: RotationDeps;
  #unfinished: { readonly month: Month; readonly next: Month; receipt: RotationReceipt | null } | null = null;

  constructor(deps: RotationDeps) {
    this.#deps = deps;
  }

  /** Draws the members' new tokens while things are still being counted, so that {@link rotateTo} is short. */
  prepare(): Promise<void> {
    const { store, localVault, random } = this.#deps;
    return store.draftTokens(localVault.month, tokensFrom(new RandomNumbers(random)));
  }

  /**
   * Closes the open month and opens `next`. Everything counted must have been committed. One that failed half-way is
   * finished by the next call, with the month that it was begun with.
   *
   * @throws {StoreUnavailable} when the disk refuses, or a reader keeps what was deleted from being forgotten in time.
   */
  async rotateTo(next: Month): Promise<RotationReceipt> {
    const { localVault } = this.#deps;
    if (localVault.hasChanges) throw new Error('a month cannot be closed before all that was counted is committed');
    if (this.#unfinished === null && next <= localVault.month) throw new Error('the next month is not a later one');
    this.#unfinished ??= { month: localVault.month, next, receipt: null };
    const work = this.#unfinished;
    try {
      work.receipt ??= await this.#destroy(work.month, work.next);
      await this.#end(work.month, work.next, work.receipt);
      await this.#openMap(work.next);
    } catch (error) {
      throw toStoreUnavailable(error);
    }
    this.#unfinished = null;
    return work.receipt;
  }

  /** All but the last step, from the beginning or, after a crash, from wherever it stopped. For {@link openLane}. */
  async seal(month: Month, next: Month): Promise<RotationReceipt> {
    const receipt = await this.#destroy(month, next);
    await this.#end(month, next, receipt);
    return receipt;
  }

  async #destroy(month: Month, next: Month): Promise<RotationReceipt> {
    const { store, localVault, saltFile, clock, random } = this.#deps;
    const drawTokens = tokensFrom(new RandomNumbers(random));
    // Gone on with after a crash, it has none: they came to the store when it was begun.
    const members = await store.beginRotation(month, next, drawTokens, localVault.cohorts);
    this.#step('begun');
    localVault.close();
    await saltFile.wipe(random);
    const saltDestroyedAtMs = clock.now();
    this.#step('salt wiped');
    await store.forgetPeople();
    await store.forget();
    this.#step('forgotten');
    await saltFile.draw(next, random);
    this.#step('salt drawn');
    return { month, members, saltDestroyedAtMs };
  }

  async #end(month: Month, next: Month, { saltDestroyedAtMs }: RotationReceipt): Promise<void> {
    const { store } = this.#deps;
    await store.openMonth(next);
    this.#step('month opened');
    await store.noteSaltDestroyed(month, saltDestroyedAtMs);
    this.#step('sealed');
  }

  /** The last step: nobody is known yet in a month that has its salt. */
  async #openMap(month: Month): Promise<void> {
    const { store, localVault, saltFile } = this.#deps;
    localVault.close();
    const salt = saltFile.read();
    if (salt?.month !== month) throw new Error('the salt that was drawn is not there');
    const map = await readIdentityMap(store, salt);
    localVault.open({ month, salt: salt.key, map, members: new Map() });
    this.#step('opened');
  }

  #step(step: RotationStep): void {
    this.#deps.onStep?.(step);
  }
}
