import { encodeFinalSummaries } from '../columns/day/final-summaries-bytes.ts';
import { nextTurn } from '../core/async/event-loop.ts';
import { seesAllChannels } from '../core/channel.ts';
import type { Clock } from '../core/clock.ts';
import type { KeptReport } from '../core/report.ts';
import { hoursOfMonth, type Month } from '../core/time.ts';
import type { Questions } from '../query/questions.ts';
import { isBetween, type Value } from '../query/value.ts';
import type { LaneStore } from '../store/lane-store.ts';
import { type AnnouncedDeletion, announcedForMs } from '../store/month-store.ts';
import type { MonthAnnouncements } from './month-announcements.ts';
import { summariesToKeep } from './summaries-to-keep.ts';

export interface PruningDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly store: Pick<LaneStore, 'announceDeletions' | 'pruneMonth' | 'forget' | 'readCounters' | 'readDays'>;
  readonly questions: Pick<Questions, 'ask'>;
  /** The number of complete months that keep their counters, 1 or more; null for all. */
  readonly keepMonths: number | null;
  readonly announcements: Pick<MonthAnnouncements, 'announcePlannedDeletions' | 'announceDeleted'>;
  /** Aborting it stops the run. The next run continues. */
  readonly signal: AbortSignal;
}

/**
 * Prunes a lane's old months: deletes their counters, and keeps their full reports and
 * their final summaries for good. Each deletion is announced a
 * day in advance. If `keepMonths` has grown since, announcements are withdrawn; if it has shrunk, more months are
 * announced.
 */
export class Pruning {
  readonly #deps: PruningDeps;
  /** This process has passed on the deletions announced up to this instant. */
  #announcedUntilMs = Number.NEGATIVE_INFINITY;
  /** Whether deleted data must still be overwritten. An earlier process may have ended before it did. */
  #owesForget: boolean;
  /** Whether all months are kept and earlier announcements are withdrawn, so that nothing is left to do. */
  #isDone = false;

  constructor(deps: PruningDeps) {
    this.#deps = deps;
    this.#owesForget = deps.keepMonths !== null;
  }

  /**
   * Announces the deletion of months that are too old when `openMonth` is open, and deletes those announced a day ago.
   * `openMonth` is the lane's open month, because a clock may be wrong. To be called every hour.
   *
   * @throws {StoreUnavailable} when the disk refuses. The next run continues.
   */
  async run(openMonth: Month): Promise<void> {
    const { clock, store, keepMonths, announcements, signal } = this.#deps;
    if (this.#isDone) return;
    const firstKept = keepMonths === null ? firstMonth : openMonth - keepMonths;
    const nowMs = clock.now();
    const announced = await store.announceDeletions(firstKept, nowMs);
    const isDue = ({ announcedAtMs }: AnnouncedDeletion) => announcedAtMs + announcedForMs <= nowMs;
    this.#announce(announced.filter((deletion) => !isDue(deletion)));
    const deleted: AnnouncedDeletion[] = [];
    try {
      for (const deletion of announced.filter(isDue)) {
        if (signal.aborted) return;
        await this.#prune(deletion, openMonth);
        deleted.push(deletion);
        await nextTurn();
      }
      if (this.#owesForget) await store.forget();
      this.#owesForget = false;
      this.#isDone = keepMonths === null;
    } finally {
      if (deleted.length > 0) announcements.announceDeleted(deleted);
    }
  }

  #announce(waiting: readonly AnnouncedDeletion[]): void {
    const latestMs = waiting.reduce(
      (latest, { announcedAtMs }) => Math.max(latest, announcedAtMs),
      this.#announcedUntilMs,
    );
    if (latestMs > this.#announcedUntilMs) this.#deps.announcements.announcePlannedDeletions(waiting);
    this.#announcedUntilMs = latestMs;
  }

  async #prune({ guildId, month }: AnnouncedDeletion, openMonth: Month): Promise<void> {
    const { store, questions } = this.#deps;
    const range = hoursOfMonth(month);
    const asked = { guildId, range, channel: null, view: seesAllChannels } as const;
    const { rows } = await questions.ask({ ...asked, about: 'report', by: 'total' });
    const [row] = rows;
    if (row === undefined) throw new Error('a full report has one row');
    this.#owesForget = true;
    const summaries = await summariesToKeep(guildId, month, openMonth, { store, questions });
    await store.pruneMonth(guildId, { month, row: keptReport(row.values) }, encodeFinalSummaries(summaries));
  }
}

/** What was not known stays so, and why. */
function keptReport(values: Readonly<Record<string, Value>>): KeptReport {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (isBetween(value)) throw new Error('a report has no bounds');
      return [name, value];
    }),
  );
}

/** Earlier than any month. */
const firstMonth: Month = 0;
