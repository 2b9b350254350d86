import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Snowflake } from '../core/snowflake.ts';
import { SummarisedActivity } from '../core/summarised-activity.ts';
import type { Month } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { MonthActivities } from './month-activities.ts';

export interface SealedTrialsParts {
  readonly store: Pick<LaneStore, 'sealedTrials' | 'keepActivity' | 'forgetTrials' | 'forget'>;
  readonly activities: Pick<MonthActivities, 'of'>;
  /** Whether anybody may have been in trial before: what an earlier process deleted, it may not have lived to write over. */
  readonly mayOweScrub: boolean;
  /** Once it is aborted nothing more is summed up; the next run goes on. */
  readonly signal: AbortSignal;
}

/** Sums up the active members of a lane's months that are sealed, and deletes who of them had been in trial. */
export class SealedTrials {
  readonly #parts: SealedTrialsParts;
  #owesScrub: boolean;
  #running: Promise<void> | null = null;

  constructor(parts: SealedTrialsParts) {
    this.#parts = parts;
    this.#owesScrub = parts.mayOweScrub;
  }

  /**
   * Does what there is to do. A caller that asks while it runs waits for that run. Counters that cannot be read are left out.
   *
   * @throws {StoreUnavailable} when the disk refuses; the next run goes on.
   */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { store, signal } = this.#parts;
    const trials = await store.sealedTrials();
    for (const { guildId, month, hasSummary } of trials) {
      if (signal.aborted) return;
      if (!hasSummary) await this.#sumUp(guildId, month);
      await nextTurn();
    }
    if (trials.length > 0) {
      this.#owesScrub = true;
      await store.forgetTrials();
    }
    if (this.#owesScrub) await store.forget();
    this.#owesScrub = false;
  }

  async #sumUp(guildId: Snowflake, month: Month): Promise<void> {
    const { store, activities } = this.#parts;
    const activity = await activities.of(guildId, { month, isSealed: true, hasTrial: true });
    const summary = await SummarisedActivity.of(activity, nextTurn);
    await store.keepActivity(guildId, month, summary.encode());
  }
}
