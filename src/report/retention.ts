import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Snowflake } from '../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import type { Reporter } from './reporter.ts';

export interface RetentionParts {
  readonly store: Pick<Store, 'months' | 'forgetMonth' | 'scrub'>;
  readonly reporter: Pick<Reporter, 'report'>;
  readonly guildIds: () => Iterable<Snowflake>;
  /** How many complete months keep their counters, 1 or more; null for all. */
  readonly keepMonths: number | null;
  /** Once it is aborted no more is deleted; the next run goes on. */
  readonly signal: AbortSignal;
}

/** Deletes the counters of months that are old enough, and keeps their full reports for good. */
export class Retention {
  readonly #parts: RetentionParts;
  /** Up to this open month all is done. */
  #doneUntil: Month = Number.NEGATIVE_INFINITY;
  /** What an earlier process deleted, it may not have lived to write over. */
  #owesScrub = true;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /**
   * Deletes what has become too old now that `openMonth` is the open one: the month that the vault counts for, not that
   * of a clock which may be wrong. One month of one guild at a time; a second run in the same month does nothing.
   *
   * @throws {StoreUnavailable} when the disk refuses; the next run goes on.
   */
  async run(openMonth: Month): Promise<void> {
    const { store, guildIds, keepMonths, signal } = this.#parts;
    if (keepMonths === null || openMonth <= this.#doneUntil) return;
    for (const guildId of guildIds()) {
      if (signal.aborted) return;
      await this.#forgetBefore(guildId, openMonth - keepMonths);
      await nextTurn();
    }
    if (this.#owesScrub) await store.scrub();
    this.#owesScrub = false;
    this.#doneUntil = openMonth;
  }

  async #forgetBefore(guildId: Snowflake, firstKept: Month): Promise<void> {
    const { store, reporter, signal } = this.#parts;
    const old = (await store.months(guildId)).filter(({ month, isSealed }) => isSealed && month < firstKept);
    for (const { month } of old) {
      if (signal.aborted) return;
      const range = hoursOfMonth(month);
      const { rows } = await reporter.report({ guildId, type: 'full', channel: null, range });
      const [row] = rows;
      if (row === undefined) throw new Error('a full report has one row');
      this.#owesScrub = true;
      await store.forgetMonth(guildId, { month, row });
    }
  }
}
