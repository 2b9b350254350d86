import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, hoursOfMonth, type Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { MonthSpreads } from '../query/month-spreads.ts';
import { spreadMetrics, spreadTotals } from '../query/spread-totals.ts';
import type { StoreReader } from '../store/store-reader.ts';

/** Where the totals of months rest. */
export interface MonthTotalsAtRest {
  /** The totals of a guild, of some metrics, whose spans begin in a range. */
  totals(guildId: Snowflake, asked: AskedTotals): Promise<readonly Pick<Total, 'start'>[]>;

  /** Replaces all that a closed month of a guild has of some metrics. May be repeated. */
  putMonthTotals(
    guildId: Snowflake,
    month: Month,
    metrics: readonly TotalMetric[],
    totals: readonly Total[],
  ): Promise<void>;
}

export interface AskedTotals {
  readonly metrics: readonly TotalMetric[];
  readonly range: HourRange;
}

export interface SealedSpreadsDeps {
  readonly store: Pick<StoreReader, 'months'> & MonthTotalsAtRest;
  /** Those of the lane. */
  readonly guildIds: () => Iterable<Snowflake>;
  readonly spreads: Pick<MonthSpreads, 'of'>;
  /** Once it is aborted nothing more is summed up; the next run goes on. */
  readonly signal: AbortSignal;
}

/**
 * Keeps of every sealed month, an imported one too, how its activity is spread over its members. To be run before it is
 * forgotten who was in trial.
 */
export class SealedSpreads {
  readonly #deps: SealedSpreadsDeps;
  /** Up to this open month all is done. */
  #doneUntil: Month = Number.NEGATIVE_INFINITY;

  constructor(deps: SealedSpreadsDeps) {
    this.#deps = deps;
  }

  /**
   * Sums up the sealed months that have no such totals yet, now that `openMonth` is the open one. A second run in the same
   * month does nothing.
   *
   * @throws {StoreUnavailable} when the disk refuses; the next run goes on.
   */
  async run(openMonth: Month): Promise<void> {
    const { guildIds, signal } = this.#deps;
    if (openMonth <= this.#doneUntil) return;
    for (const guildId of guildIds()) {
      if (signal.aborted) return;
      await this.#sumUp(guildId);
      await nextTurn();
    }
    this.#doneUntil = openMonth;
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
