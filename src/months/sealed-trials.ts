import { SummarisedActivity } from '../columns/summarised-activity.ts';
import { nextTurn } from '../core/async/event-loop.ts';
import { SingleFlight } from '../core/async/single-flight.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { MonthActivities } from '../query/month-activities.ts';
import type { LaneStore } from '../store/lane-store.ts';

export interface SealedTrialsDeps {
  readonly store: Pick<LaneStore, 'sealedTrials' | 'keepActivity' | 'forgetTrials' | 'forget'>;
  readonly activities: Pick<MonthActivities, 'of'>;
  /**
   * Whether anyone may have been in trial before: an earlier process may have ended before it forgot what it deleted.
   */
  readonly mayOweForget: boolean;
  /** Once it is aborted nothing more is summed up; the next run goes on. */
  readonly signal: AbortSignal;
}

/** Sums up the active members of a lane's months that are sealed, and deletes who of them had been in trial. */
export class SealedTrials {
  readonly #deps: SealedTrialsDeps;
  #owesForget: boolean;
  readonly #running = new SingleFlight(() => this.#run());

  constructor(deps: SealedTrialsDeps) {
    this.#deps = deps;
    this.#owesForget = deps.mayOweForget;
  }

  /**
   * Does what there is to do. A caller that asks while it runs waits for that run. Counters that cannot be read are left out.
   *
   * @throws {StoreUnavailable} when the disk refuses; the next run goes on.
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
