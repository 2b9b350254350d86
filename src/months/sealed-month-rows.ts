import { encodeMonthRows } from '../columns/day/month-rows.ts';
import { MonthRowsTabulation } from '../columns/day/month-rows-tabulation.ts';
import { nextTurn } from '../core/async/event-loop.ts';
import { SingleFlight } from '../core/async/single-flight.ts';
import { CorruptColumns } from '../core/errors.ts';
import { hoursOfMonth } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { MonthWithoutRows } from '../store/month-store.ts';

export interface SealedMonthRowsDeps {
  readonly store: Pick<LaneStore, 'monthsWithoutRows' | 'readParts' | 'putMonthRows'>;
  /** Aborting it stops the run. The next run continues. */
  readonly signal: AbortSignal;
}

/** Stores the rows of the reports of each sealed month, including imported ones, so that they are not computed again. */
export class SealedMonthRows {
  readonly #deps: SealedMonthRowsDeps;
  readonly #running = new SingleFlight(() => this.#run());
  /** They are not read again by this process, which would do it every hour. */
  readonly #unreadable = new Set<string>();

  constructor(deps: SealedMonthRowsDeps) {
    this.#deps = deps;
  }

  /**
   * Does it for all months whose days are closed. A call during a run waits for that run. A month whose counters cannot be
   * read gets no rows.
   *
   * @throws {StoreUnavailable} when the disk refuses. The next run continues.
   */
  run(): Promise<void> {
    return this.#running.run();
  }

  async #run(): Promise<void> {
    const { store, signal } = this.#deps;
    for (const month of await store.monthsWithoutRows()) {
      if (signal.aborted) return;
      const name = `${month.guildId} ${month.month}`;
      if (this.#unreadable.has(name)) continue;
      await this.#sumUp(month).catch((error: unknown) => {
        if (!(error instanceof CorruptColumns)) throw error;
        this.#unreadable.add(name);
      });
      await nextTurn();
    }
  }

  async #sumUp({ guildId, month }: MonthWithoutRows): Promise<void> {
    const { store, signal } = this.#deps;
    const tabulation = new MonthRowsTabulation(month);
    for await (const { blobs } of store.readParts(guildId, hoursOfMonth(month), null)) tabulation.add(blobs);
    while (!tabulation.advance()) {
      if (signal.aborted) return;
      await nextTurn();
    }
    await store.putMonthRows(guildId, month, encodeMonthRows(tabulation.rows()));
  }
}
