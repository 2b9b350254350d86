import { nextTurn } from '../core/async/event-loop.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';

export interface ProfilePruningDeps {
  readonly store: Pick<LaneStore, 'forgetProfiles' | 'forget'>;
  /** Those of the lane. */
  readonly guildIds: () => Iterable<Snowflake>;
  /** How many complete months keep their totals, 1 or more. */
  readonly keepMonths: number;
  /** Once it is aborted no more is deleted; the next run goes on. */
  readonly signal: AbortSignal;
}

/**
 * Deletes the totals of a lane's visitors of months that are old enough, whether or not visitors are still counted.
 * They name nobody, but one of a single member may say something of somebody: so what was deleted is written over.
 */
export class ProfilePruning {
  readonly #deps: ProfilePruningDeps;
  /** Up to this open month all is done. */
  #doneUntil: Month = Number.NEGATIVE_INFINITY;
  /** Set until what was deleted is forgotten. After a crash that is done at the month's end, or at the next stop. */
  #owesForget = false;

  constructor(deps: ProfilePruningDeps) {
    this.#deps = deps;
  }

  /**
   * Deletes what has become too old now that `openMonth` is the open one. A second run in the same month does nothing.
   *
   * @throws {StoreUnavailable} when the disk refuses; the next run goes on.
   */
  async run(openMonth: Month): Promise<void> {
    const { store, guildIds, keepMonths, signal } = this.#deps;
    if (openMonth <= this.#doneUntil) return;
    for (const guildId of guildIds()) {
      if (signal.aborted) return;
      if ((await store.forgetProfiles(guildId, openMonth - keepMonths)) > 0) this.#owesForget = true;
      await nextTurn();
    }
    if (this.#owesForget) await store.forget();
    this.#owesForget = false;
    this.#doneUntil = openMonth;
  }
}
