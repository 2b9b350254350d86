import { SummarisedActivity } from '../columns/activity/summarised-activity.ts';
import { nextTurn } from '../core/async/event-loop.ts';
import { SingleFlight } from '../core/async/single-flight.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { MonthActivities } from '../query/active/month-activities.ts';
import type { LaneStore } from '../store/lane-store.ts';

export interface SealedTrialsDeps {
  readonly store: Pick<LaneStore, 'sealedTrials' | 'keepActivity' | 'forgetTrials' | 'forget'>;
  readonly activities: Pick<MonthActivities, 'of'>;
  /** Whether there may have been trials: an earlier process may have ended before it overwrote deleted data. */
  readonly mayOweForget: boolean;
  /** Aborting it stops the run. The next run continues. */
  readonly signal: AbortSignal;
}

/** Sums up the active members of a lane's sealed months, and then deletes which members were in trial. */
export class SealedTrials {
  readonly #deps: SealedTrialsDeps;
  #owesForget: boolean;
  readonly #running = new SingleFlight(() => this.#run());

  constructor(deps: SealedTrialsDeps) {
    this.#deps = deps;
    this.#owesForget = deps.mayOweForget;
  }

  /**
   * Does all pending work. A call during a run waits for that run. Counters that cannot be read are left out.
   *
   * @throws {StoreUnavailable} when the disk refuses. The next run continues.
   */
  run(): Promise<void> {
    return this.#running.run();
  }

  async #run(): Promise<void> {
    const { store, signal } = this.#deps;
    const trials = await store.sealedTrials();
    for (const { guildId, month, hasSummary } of trials) {
      if (signal.aborted) return;
      if (!hasSummary) await this.#sumUp(guildId, month);
      await nextTurn();
    }
    if (trials.length > 0) {
      this.#owesForget = true;
      await store.forgetTrials();
    }
    if (this.#owesForget) await store.forget();
    this.#owesForget = false;
  }

  async #sumUp(guildId: Snowflake, month: Month): Promise<void> {
    const { store, activities } = this.#deps;
    const activity = await activities.of(guildId, { month, isSealed: true, hasTrial: true });
    const summary = await SummarisedActivity.of(activity);
    await store.keepActivity(guildId, month, summary.encode());
  }
}
