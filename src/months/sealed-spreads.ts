import { nextTurn } from '../core/async/event-loop.ts';
import { SingleFlight } from '../core/async/single-flight.ts';
import { StoreUnavailable } from '../core/errors.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../core/time.ts';
import type { MonthSpreads } from '../query/month-spreads.ts';
import { spreadMetrics, spreadTotals } from '../query/spread-totals.ts';
import type { LaneStore } from '../store/lane-store.ts';

export interface SealedSpreadsDeps {
  readonly store: Pick<LaneStore, 'months' | 'totals' | 'putMonthTotals'>;
  /** The guilds of the lane. */
  readonly guildIds: () => Iterable<Snowflake>;
  readonly openMonth: () => Month;
  readonly spreads: Pick<MonthSpreads, 'of'>;
  /** Aborting it stops the run. The next run continues. */
  readonly signal: AbortSignal;
}

/**
 * Computes for every sealed month, including imported ones, how activity is spread over members, and stores that as totals.
 * To be run before the members in trial are deleted.
 */
export class SealedSpreads {
  readonly #deps: SealedSpreadsDeps;
  /** The last open month for which all is done. */
  #doneUntil: Month = Number.NEGATIVE_INFINITY;
  readonly #running = new SingleFlight(() => this.#run());

  constructor(deps: SealedSpreadsDeps) {
    this.#deps = deps;
  }

  /**
   * Sums up the sealed months that have no such totals yet, including months that are sealed meanwhile. A call during a run
   * waits for that run. A second run in the same month does nothing.
   *
   * @throws {StoreUnavailable} when the disk refuses. The next run continues.
   * @throws {Error} the error of the first guild that failed, after all other guilds are done.
   */
  run(): Promise<void> {
    return this.#running.run();
  }

  async #run(): Promise<void> {
    const { openMonth, signal } = this.#deps;
    for (let month = openMonth(); month > this.#doneUntil; month = openMonth()) {
      await this.#sumUpAll();
      if (signal.aborted) return;
      this.#doneUntil = month;
    }
  }

  async #sumUpAll(): Promise<void> {
    const { guildIds, signal } = this.#deps;
    const failures: unknown[] = [];
    for (const guildId of guildIds()) {
      await this.#sumUp(guildId).catch((error: unknown) => {
        if (error instanceof StoreUnavailable) throw error;
        failures.push(error);
      });
      if (signal.aborted) return;
      await nextTurn();
    }
    if (failures.length > 0) throw failures[0];
  }

  async #sumUp(guildId: Snowflake): Promise<void> {
    const { store, spreads, signal } = this.#deps;
    const sealed = (await store.months(guildId)).filter(({ isSealed }) => isSealed);
    const [first, last] = [sealed.at(0)?.month, sealed.at(-1)?.month];
    if (first === undefined || last === undefined) return;
    const range = { from: hoursOfMonth(first).from, to: hoursOfMonth(last).to };
    const known = await store.totals(guildId, { metrics: ['regular_writer'], range });
    const done = new Set(known.map(({ start }) => start));
    for (const month of sealed) {
      if (done.has(month.month)) continue;
      if (signal.aborted) return;
      const spread = await spreads.of(guildId, month);
      if (spread === null) continue;
      await store.putMonthTotals(guildId, month.month, spreadMetrics, spreadTotals(guildId, month.month, spread));
    }
  }
}
