import type { Clock } from '../core/clock.ts';
import type { Month } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { ForgottenChannel } from '../store/month-store.ts';
import type { MonthVault } from '../vault/month-vault.ts';
import { losesName } from './deleted-channels.ts';

/** The result of a rotation. */
export interface RotationReceipt {
  readonly month: Month;
  /** The number of members, in all guilds of the lane, who got a new token that leads to no person. */
  readonly members: number;
  /** When the salt had been wiped from the disk, in milliseconds since the Unix epoch. */
  readonly saltDestroyedAtMs: number;
  /** Deleted channels that have lost their names, see `deleted-channels.ts`. */
  readonly forgottenChannels: readonly ForgottenChannel[];
}

/** A step that has just become durable. The two steps of the map happen in the store, in `forgetPeople`. */
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
  /** Called after every step. An error that it throws acts as a crash at that step. For tests. */
  readonly onStep?: ((step: RotationStep) => void) | undefined;
}

/**
 * Moves the store and the vault of a lane from one month to the next, so that nothing Census keeps connects a count to a
 * person. Each step is durable before the next one begins. After a crash the next start continues, and every step may be
 * repeated. Nothing can be counted in the lane during a rotation.
 */
export class Rotation {
  readonly #deps: RotationDeps;
  #unfinished: { readonly month: Month; readonly next: Month; receipt: RotationReceipt | null } | null = null;
  /** Channels that have lost their names in the current rotation, for its receipt. */
  #forgotten: ForgottenChannel[] = [];

  constructor(deps: RotationDeps) {
    this.#deps = deps;
  }

  /** Draws the members' new tokens in advance, while counting continues, so that {@link rotateTo} is short. */
  prepare(): Promise<void> {
    const { store, vault } = this.#deps;
    return store.draftTokens(vault.people.month, vault.drawTokens);
  }

  /**
   * Seals the open month and opens `next`. All counters must be committed. If a call fails, the next one finishes its
   * rotation, to the month that the failed call was given.
   *
   * @throws {StoreUnavailable} when the disk refuses, or a reader delays the overwriting of deleted data for too long.
   */
  async rotateTo(next: Month): Promise<RotationReceipt> {
    const { vault } = this.#deps;
    const { month } = vault.people;
    if (vault.hasChanges) throw new Error('a month cannot be closed before all its counters are committed');
    if (this.#unfinished === null && next <= month) throw new Error('the next month is not a later one');
    this.#unfinished ??= { month, next, receipt: null };
    const work = this.#unfinished;
    work.receipt ??= await this.#destroy(work.month, work.next);
    await this.#finish(work.next, work.receipt);
    await vault.open(work.next, new Map()); // The new month has no members yet.
    this.#step('opened');
    this.#unfinished = null;
    return work.receipt;
  }

  /** Runs all steps but the last, at a start or after a crash. The caller opens the vault. */
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
    // The salt is destroyed first: without it ids cannot be matched to hashes.
    await vault.wipeSalt();
    const saltDestroyedAtMs = clock.now();
    this.#step('salt wiped');
    await store.forgetPeople();
    this.#forgotten.push(...(await store.hideDeletedChannels(month, next, losesName)));
    this.#step('channels hidden');
    await store.forget();
    this.#step('forgotten');
    // Last, because a salt of the next month proves that nothing of this one is left.
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
