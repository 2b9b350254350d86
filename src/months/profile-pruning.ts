import { nextTurn } from '../core/async/event-loop.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';

export interface ProfilePruningDeps {
  readonly store: Pick<LaneStore, 'forgetProfiles' | 'forget'>;
  /** The guilds of the lane. */
  readonly guildIds: () => Iterable<Snowflake>;
  /** The number of complete months that keep their totals, 1 or more. */
  readonly keepMonths: number;
  /** Aborting it stops the run. The next run continues. */
  readonly signal: AbortSignal;
}

/**
 * Deletes the profile totals (devices, languages, apps) of a lane's old months, even if they are no longer counted. A total
 * has no member, but one of a single member may still reveal something about a person. So the deleted data are overwritten.
 */
export class ProfilePruning {
  readonly #deps: ProfilePruningDeps;
  /** The last open month for which all is done. */
  #doneUntil: Month = Number.NEGATIVE_INFINITY;
  /** Whether deleted data must still be overwritten. After a crash the month's end does that, or the next stop. */
  #owesForget = false;

  constructor(deps: ProfilePruningDeps) {
    this.#deps = deps;
  }

  /**
   * Deletes what is too old when `openMonth` is open. A second run in the same month does nothing.
   *
   * @throws {StoreUnavailable} when the disk refuses. The next run continues.
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
