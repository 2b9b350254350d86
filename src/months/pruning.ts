import { nextTurn } from '../core/async/event-loop.ts';
import type { Clock } from '../core/clock.ts';
import { hoursOfMonth, type Month } from '../core/time.ts';
import type { Reporter } from '../query/reporter.ts';
import type { LaneStore } from '../store/lane-store.ts';
import { type AnnouncedDeletion, announcedForMs } from '../store/month-store.ts';
import type { MonthAnnouncements } from './month-announcements.ts';

export interface PruningDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly store: Pick<LaneStore, 'announceDeletions' | 'pruneMonth' | 'forget'>;
  readonly reporter: Pick<Reporter, 'report'>;
  /** How many complete months keep their counters, 1 or more; null for all. */
  readonly keepMonths: number | null;
  readonly announcements: Pick<MonthAnnouncements, 'tellOfDeletions' | 'tellOfDeleted'>;
  /** Once it is aborted no more is deleted; the next run goes on. */
  readonly signal: AbortSignal;
}

/**
 * Prunes a lane's months that are old enough: deletes their counters, and keeps their full reports for good. Each deletion is
 * announced a day before. With more months to keep, announcements are taken back; with fewer, the months between are
 * announced.
 */
export class Pruning {
  readonly #deps: PruningDeps;
  /** Of deletions announced up to this instant this process has told. */
  #toldMs = Number.NEGATIVE_INFINITY;
  /** What an earlier process deleted, it may not have lived to write over. */
  #owesForget: boolean;
  /** All are kept, and what an earlier process announced is taken back: nothing is left to do. */
  #isDone = false;

  constructor(deps: PruningDeps) {
    this.#deps = deps;
    this.#owesForget = deps.keepMonths !== null;
  }

  /**
   * Announces what has become too old now that `openMonth` is the open one, and deletes what was announced long enough ago.
   * `openMonth` is the month that the lane counts for, not that of a clock which may be wrong. To be called every hour.
   *
   * @throws {StoreUnavailable} when the disk refuses; the next run goes on.
   */
  async run(openMonth: Month): Promise<void> {
    const { clock, store, keepMonths, announcements, signal } = this.#deps;
    if (this.#isDone) return;
    const firstKept = keepMonths === null ? firstMonth : openMonth - keepMonths;
    const nowMs = clock.now();
    const announced = await store.announceDeletions(firstKept, nowMs);
    const isDue = ({ announcedAtMs }: AnnouncedDeletion) => announcedAtMs + announcedForMs <= nowMs;
    this.#tell(announced.filter((deletion) => !isDue(deletion)));
    const deleted: AnnouncedDeletion[] = [];
    try {
      for (const deletion of announced.filter(isDue)) {
        if (signal.aborted) return;
        await this.#prune(deletion);
        deleted.push(deletion);
        await nextTurn();
      }
      if (this.#owesForget) await store.forget();
      this.#owesForget = false;
      this.#isDone = keepMonths === null;
    } finally {
      if (deleted.length > 0) announcements.tellOfDeleted(deleted);
    }
  }

  #tell(waiting: readonly AnnouncedDeletion[]): void {
    const latestMs = waiting.reduce((latest, { announcedAtMs }) => Math.max(latest, announcedAtMs), this.#toldMs);
    if (latestMs > this.#toldMs) this.#deps.announcements.tellOfDeletions(waiting);
    this.#toldMs = latestMs;
  }

  async #prune({ guildId, month }: AnnouncedDeletion): Promise<void> {
    const { store, reporter } = this.#deps;
    const range = hoursOfMonth(month);
    const { rows } = await reporter.report({ guildId, type: 'full', channel: null, range });
    const [row] = rows;
    if (row === undefined) throw new Error('a full report has one row');
    this.#owesForget = true;
    await store.pruneMonth(guildId, { month, row });
  }
}

/** None is before it. */
const firstMonth: Month = 0;
