import { setImmediate as nextTurn } from 'node:timers/promises';
import { ActivityTabulation } from '../core/activity-tabulation.ts';
import type { MonthActivity } from '../core/month-activity.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../core/time.ts';
import type { Store } from '../store/store.ts';

/** A window of thirty days touches three months at most. */
const monthsKept = 3;

/**
 * The activity of a guild's months. What is found of a sealed month, which changes no more, is kept for a while: it is
 * asked for every hour.
 */
export class MonthActivities {
  readonly #store: Pick<Store, 'pieces'>;
  readonly #sealed = new Map<Snowflake, Map<Month, MonthActivity>>();
  /** Memory for the work, to be used again. */
  readonly #spare: ActivityTabulation[] = [];

  constructor(store: Pick<Store, 'pieces'>) {
    this.#store = store;
  }

  /**
   * Reads a month anew unless it is sealed and kept from before. Whether it `isSealed` must have been asked for before: one
   * that is sealed only after it was read may have changed meanwhile. A month without counters has nobody in it.
   */
  async of(guildId: Snowflake, month: Month, isSealed: boolean): Promise<MonthActivity> {
    const kept = this.#sealed.get(guildId)?.get(month);
    if (kept !== undefined) return kept;
    const activity = await this.#read(guildId, month);
    if (isSealed) this.#keep(guildId, month, activity);
    return activity;
  }

  /** Forgets what is kept of guilds that are not among these. */
  retain(guildIds: ReadonlySet<Snowflake>): void {
    for (const guildId of this.#sealed.keys()) if (!guildIds.has(guildId)) this.#sealed.delete(guildId);
  }

  async #read(guildId: Snowflake, month: Month): Promise<MonthActivity> {
    const tabulation = this.#spare.pop() ?? new ActivityTabulation();
    tabulation.begin(hoursOfMonth(month));
    for await (const { blobs } of this.#store.pieces(guildId, hoursOfMonth(month))) {
      tabulation.add(blobs);
      await nextTurn();
    }
    const activity = tabulation.finish();
    this.#spare.push(tabulation);
    return activity;
  }

  #keep(guildId: Snowflake, month: Month, activity: MonthActivity): void {
    const kept = this.#sealed.get(guildId) ?? new Map<Month, MonthActivity>();
    this.#sealed.set(guildId, kept.set(month, activity));
    for (const known of kept.keys()) if (Math.abs(known - month) >= monthsKept) kept.delete(known);
  }
}
