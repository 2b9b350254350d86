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
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  /** The disk has begun to refuse; counting goes on in memory. */
  readonly onStoreUnavailable: (error: StoreUnavailable) => void;
  /** The disk takes everything again. */
  readonly onStoreAvailable: () => void;
  /** An hour is over and written. */
  readonly onHourEnded: () => void;
  /** The lane has another owner: nothing that is planned here can be done any more. */
  readonly onLaneLost: () => void;
  /** Anything else that went wrong: a bug, or a vault and a store that contradict each other. */
  readonly onFailure: (error: unknown) => void;
}

/** What is planned, each at one time at most. */
type Job = 'flush' | 'hour' | 'month';

/** After the end of a month, so long its late events are waited for. */
const graceMs = 5_000;

/** A month that could not be sealed is tried again after so long. */
const retryMs = 10_000;

/** The data of a guild are kept so long after Census was removed from it. */
const keepLeftGuildsMs = 30 * dayMs;

/** What happens by the clock: flushes, the end of every hour and, a few seconds after it, the end of every month. */
export class CountingScheduler {
  readonly #deps: CountingSchedulerDeps;
  readonly #cancels = new Map<Job, Cancel>();
  readonly #atWork = new Set<Promise<void>>();
  #hasBegun = false;
  #isStopped = false;
  /** Whose work the disk has refused, and not done since. One may work while another does not. */
  readonly #refused = new Set<Job>();

  constructor(deps: CountingSchedulerDeps) {
    this.#deps = deps;
  }

  /** Begins to work. Errors go to the handlers, never to the clock. */
  start(): void {
    const { clock, collector } = this.#deps;
    this.#hasBegun = true;
    this.#planFlush();
    this.#planHourEnd();
    if (clock.now() >= collector.monthEndMs) this.#planMonthEnd();
  }

  /** Time has jumped: what is planned was planned for another time. */
  planAnew(): void {
    if (this.#hasBegun) this.start();
  }

  /**
   * Closes the month if it is over; tells why it must stay open, null when it is sealed or nothing is done any more.
   * Other errors than {@link LaneLost} go to the caller.
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

  /** Plans nothing any more; resolves once what is at work is finished. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
    await Promise.all(this.#atWork);
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
      // Where Census has never been, and only an import has counted, it was not removed either.
      if (leftMs === null || leftMs === firstConnectedMs || clock.now() < leftMs + keepLeftGuildsMs) continue;
      guilds.forget(id); // First: if Census is invited anew meanwhile, it begins from nothing.
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
      const work = task().finally(() => this.#atWork.delete(work));
      this.#atWork.add(work);
      return work;
    };
    this.#cancels.set(name, this.#deps.clock.schedule(dueMs, run));
  }
}
