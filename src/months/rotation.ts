import type { Clock } from '../core/clock.ts';
import type { Month } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { ForgottenChannel } from '../store/month-store.ts';
import type { MonthVault } from '../vault/month-vault.ts';
import { losesName } from './deleted-channels.ts';

/** What a sealed month can be told of. */
export interface RotationReceipt {
  readonly month: Month;
  /** How many members of all guilds of the lane have got a token that leads to nobody. */
  readonly members: number;
  /** When the salt was gone from the disk, in milliseconds since the Unix epoch. */
  readonly saltDestroyedAtMs: number;
  /** Deleted channels whose names are gone, see `deleted-channels.ts`. */
  readonly forgottenChannels: readonly ForgottenChannel[];
}

/** What has just become durable. The two steps of the map are the store's, while it forgets the people. */
export type RotationStep =
  | 'begun'
  | 'salt wiped'
  | 'map overwritten'
  | 'map removed'
  | 'channels hidden'
  | 'forgotten'
  | 'salt drawn'
  | 'month opened'
  | 'sealed'
  | 'opened';

export interface RotationDeps {
  readonly store: Pick<
    LaneStore,
    | 'draftTokens'
    | 'beginRotation'
    | 'hideDeletedChannels'
    | 'openMonth'
    | 'noteSaltDestroyed'
    | 'forgetPeople'
    | 'forget'
  >;
  readonly vault: MonthVault;
  readonly clock: Pick<Clock, 'now'>;
  /** Called after every step; what it throws is as a crash there. For tests. */
  readonly onStep?: ((step: RotationStep) => void) | undefined;
}

/**
 * Takes the store and the vault of a lane from one month to the next, so that nothing Census keeps connects a count to a
 * person. The steps stand in this order, each durable before the one after it. A crash anywhere is gone on with at the next
 * start, and a step that is done again does no harm. Meanwhile nothing can be counted in the lane.
 */
export class Rotation {
  readonly #deps: RotationDeps;
  #unfinished: { readonly month: Month; readonly next: Month; receipt: RotationReceipt | null } | null = null;
  /** Those of a rotation that was not finished yet are kept for its receipt. */
  #forgotten: ForgottenChannel[] = [];

  constructor(deps: RotationDeps) {
    this.#deps = deps;
  }

  /** Draws the members' new tokens while things are still being counted, so that {@link rotateTo} is short. */
  prepare(): Promise<void> {
    const { store, vault } = this.#deps;
    return store.draftTokens(vault.people.month, vault.drawTokens);
  }

  /**
   * Seals the open month and opens `next`. Everything counted must have been committed. A call that failed half-way is
   * finished by the next one, with the month that it was begun with.
   *
   * @throws {StoreUnavailable} when the disk refuses, or a reader keeps what was deleted from being forgotten in time.
   */
  async rotateTo(next: Month): Promise<RotationReceipt> {
    const { vault } = this.#deps;
    const { month } = vault.people;
    if (vault.hasChanges) throw new Error('a month cannot be closed before all that was counted is committed');
    if (this.#unfinished === null && next <= month) throw new Error('the next month is not a later one');
    this.#unfinished ??= { month, next, receipt: null };
    const work = this.#unfinished;
    work.receipt ??= await this.#destroy(work.month, work.next);
    await this.#finish(work.next, work.receipt);
    await vault.open(work.next, new Map()); // Nobody is known yet in the new month.
    this.#step('opened');
    this.#unfinished = null;
    return work.receipt;
  }

  /** All but the last step, from the beginning or, after a crash, from where it stopped. The caller opens the vault. */
  async seal(month: Month, next: Month): Promise<RotationReceipt> {
    const receipt = await this.#destroy(month, next);
    await this.#finish(next, receipt);
    return receipt;
  }

  async #destroy(month: Month, next: Month): Promise<RotationReceipt> {
    const { store, vault, clock } = this.#deps;
    const members = await store.beginRotation(month, next, vault.drawTokens, vault.cohorts);
    this.#step('begun');
    vault.close();
    // First of all that is destroyed: from then on no hash can be tried.
    await vault.wipeSalt();
    const saltDestroyedAtMs = clock.now();
    this.#step('salt wiped');
    await store.forgetPeople();
    this.#forgotten.push(...(await store.hideDeletedChannels(month, next, losesName)));
    this.#step('channels hidden');
    await store.forget();
    this.#step('forgotten');
    // Only now: a salt of the next month proves that nothing of this one is left.
    await vault.drawSalt(next);
    this.#step('salt drawn');
    const forgottenChannels = this.#forgotten;
    this.#forgotten = [];
    return { month, members, saltDestroyedAtMs, forgottenChannels };
  }

  async #finish(next: Month, { month, saltDestroyedAtMs }: RotationReceipt): Promise<void> {
    const { store } = this.#deps;
    await store.openMonth(next);
    this.#step('month opened');
    await store.noteSaltDestroyed(month, saltDestroyedAtMs);
    this.#step('sealed');
  }

  #step(step: RotationStep): void {
    this.#deps.onStep?.(step);
  }
}
