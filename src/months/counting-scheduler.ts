import type { Collector } from '../collect/collector.ts';
import type { Flusher } from '../collect/flusher.ts';
import type { GuildRegistry } from '../collect/guild-registry.ts';
import type { Cancel, Clock } from '../core/clock.ts';
import { LaneLost, StoreUnavailable } from '../core/errors.ts';
import { dayMs, hourMs, hourOf } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { ReasonToWait } from './month-end.ts';
import type { MonthLife } from './month-life.ts';

export interface CountingSchedulerDeps {
  readonly clock: Clock;
  readonly store: Pick<LaneStore, 'compact' | 'removeGuild'>;
  readonly collector: Collector;
  readonly flusher: Pick<Flusher, 'flush'>;
  readonly guilds: GuildRegistry;
  readonly months: Pick<MonthLife, 'close'>;
  /** The time between two flushes. */
  readonly flushEveryMs: number;
  /** The disk has begun to refuse. Counting continues in memory. */
  readonly onStoreUnavailable: (error: StoreUnavailable) => void;
  /** The disk accepts everything again. */
  readonly onStoreAvailable: () => void;
  /** An hour is over and committed. */
  readonly onHourEnded: () => void;
  /** The lane has another owner: no job can run any longer. */
  readonly onLaneLost: () => void;
  /** Any other failure: a bug, or a vault and a store that contradict each other. */
  readonly onFailure: (error: unknown) => void;
}

/** The jobs. Each is scheduled at most once. */
type Job = 'flush' | 'hour' | 'month';

/** How long after the end of a month late events are awaited. */
const graceMs = 5_000;

/** How long after a failed closing the month is closed again. */
const retryMs = 10_000;

/** How long the data of a guild are kept after Census was removed from it. */
const keepLeftGuildsMs = 30 * dayMs;

/** Runs what depends on the clock: flushes, the end of every hour and, a few seconds later, the end of every month. */
export class CountingScheduler {
  readonly #deps: CountingSchedulerDeps;
  readonly #cancels = new Map<Job, Cancel>();
  readonly #running = new Set<Promise<void>>();
  #hasBegun = false;
  #isStopped = false;
  /** The jobs whose last run the disk refused. Some may succeed while others do not. */
  readonly #refused = new Set<Job>();

  constructor(deps: CountingSchedulerDeps) {
    this.#deps = deps;
  }

  /** Schedules all jobs. Errors go to the handlers, never to the clock. */
  start(): void {
    const { clock, collector } = this.#deps;
    this.#hasBegun = true;
    this.#planFlush();
    this.#planHourEnd();
    if (clock.now() >= collector.monthEndMs) this.#planMonthEnd();
  }

  /** Schedules all jobs again, after time has jumped. */
  reschedule(): void {
    if (this.#hasBegun) this.start();
  }

  /**
   * Closes the month if it is over. Resolves to the reason why it must stay open; null if it is sealed, or not over, or the
   * scheduler is stopped. Rejects with any error but {@link LaneLost}, which goes to its handler.
   */
  async closeEndedMonth(): Promise<ReasonToWait | null> {
    const { clock, collector, onLaneLost } = this.#deps;
    if (clock.now() < collector.monthEndMs || this.#isStopped) return null;
    try {
      return await this.#deps.months.close();
    } catch (error) {
      if (!(error instanceof LaneLost)) throw error;
      onLaneLost();
      return null;
    }
  }

  /** Cancels all jobs. Resolves when the running ones have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
    await Promise.all(this.#running);
  }

  #planFlush(): void {
    const { clock, flusher, flushEveryMs } = this.#deps;
    this.#at('flush', clock.now() + flushEveryMs, async () => {
      await this.#attempt('flush', () => flusher.flush());
      this.#planFlush();
    });
  }

  #planHourEnd(): void {
    const { clock, collector } = this.#deps;
    const hour = hourOf(clock.now()) + 1;
    this.#at('hour', hour * hourMs, async () => {
      collector.beginHour(clock.now());
      await this.#attempt('hour', () => this.#endHours());
      if (clock.now() >= collector.monthEndMs) this.#planMonthEnd();
      this.#planHourEnd();
    });
  }

  async #endHours(): Promise<void> {
    const { clock, store, flusher, guilds, onHourEnded } = this.#deps;
    await flusher.flush();
    await store.compact(hourOf(clock.now()));
    for (const { id, leftMs, firstConnectedMs } of guilds.all()) {
      // `leftMs === firstConnectedMs` marks a guild that has only imported months. Census was never removed from it.
      if (leftMs === null || leftMs === firstConnectedMs || clock.now() < leftMs + keepLeftGuildsMs) continue;
      guilds.forget(id); // First, so that the guild starts empty if Census is invited again during the removal.
      await store.removeGuild(id);
    }
    onHourEnded();
  }

  #planMonthEnd(): void {
    const { clock, collector } = this.#deps;
    this.#at('month', Math.max(collector.monthEndMs + graceMs, clock.now()), async () => {
      await this.#attempt('month', () => this.#deps.months.close());
      const isStillOpen = clock.now() >= collector.monthEndMs;
      if (isStillOpen) this.#at('month', clock.now() + retryMs, async () => this.#planMonthEnd());
    });
  }

  async #attempt(job: Job, work: () => Promise<unknown>): Promise<void> {
    const { onStoreAvailable, onStoreUnavailable, onLaneLost, onFailure } = this.#deps;
    try {
      await work();
      if (this.#refused.delete(job) && this.#refused.size === 0) onStoreAvailable();
    } catch (error) {
      if (error instanceof LaneLost) return onLaneLost();
      if (!(error instanceof StoreUnavailable)) return onFailure(error);
      if (this.#refused.size === 0) onStoreUnavailable(error);
      this.#refused.add(job);
    }
  }

  #at(name: Job, dueMs: number, task: () => Promise<void>): void {
    if (this.#isStopped) return;
    this.#cancels.get(name)?.();
    const run = () => {
      const work = task().finally(() => this.#running.delete(work));
      this.#running.add(work);
      return work;
    };
    this.#cancels.set(name, this.#deps.clock.schedule(dueMs, run));
  }
}
