import type { Collector } from '../collect/collector.ts';
import type { Flusher } from '../collect/flusher.ts';
import type { GuildRegistry } from '../collect/guild-registry.ts';
import type { Cancel, Clock } from '../core/clock.ts';
import { LaneLost, StoreUnavailable } from '../core/errors.ts';
import { dayMs, hourMs, hourOf, type Month } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { MonthEnd, ReasonToWait } from './month-end.ts';

export interface TimetableDeps {
  readonly clock: Clock;
  readonly store: Pick<LaneStore, 'compact' | 'removeGuild'>;
  readonly collector: Collector;
  readonly flusher: Pick<Flusher, 'flush' | 'alone'>;
  readonly guilds: GuildRegistry;
  /** What to do with a month that is over by the clock. */
  readonly monthEnd: Pick<MonthEnd, 'verdict'>;
  readonly rotation: MonthRotation;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  /** The disk has begun to refuse; counting goes on in memory. */
  readonly onStoreUnavailable: (error: StoreUnavailable) => void;
  /** The disk takes everything again. */
  readonly onStoreAvailable: () => void;
  /** A month that is over stays open for a while, for another reason than before. */
  readonly onWait: (reason: ReasonToWait) => void;
  /** An hour is over and written. */
  readonly onHourEnded: () => void;
  /** A month was closed, and the next one is open. */
  readonly onMonthOpened: () => void;
  /** Of somebody in voice only a number of the month before is known: only a new snapshot tells who it is. */
  readonly onUnknownVoice: () => void;
  /** The lane has another owner: nothing that is planned here can be done any more. */
  readonly onLaneLost: () => void;
  /** Anything else that went wrong: a bug, or a vault and a store that contradict each other. */
  readonly onFailure: (error: unknown) => void;
}

/** What closes a month for good. See `Rotation` of the vault. */
export interface MonthRotation {
  /** Does in advance what can be done while things are still being counted. */
  prepare(): Promise<void>;
  /** Closes the open month and opens the given one. */
  rotateTo(month: Month): Promise<unknown>;
}

/** What is planned, each at one time at most. */
type Job = 'flush' | 'hour' | 'month';

/** After the end of a month, so long its late events are waited for. */
const graceMs = 5_000;

/** A month that could not be closed is tried again after so long. */
const retryMs = 10_000;

/** The data of a guild are kept so long after Census was removed from it. */
const keepLeftGuildsMs = 30 * dayMs;

/** What happens by the clock: flushes, the end of every hour and, a few seconds after it, the end of every month. */
export class CountingScheduler {
  readonly #deps: TimetableDeps;
  readonly #cancels = new Map<Job, Cancel>();
  readonly #atWork = new Set<Promise<void>>();
  #hasBegun = false;
  #isStopped = false;
  #isClosingMonth = false;
  /** Whose work the disk has refused, and not done since. One may work while another does not. */
  readonly #refused = new Set<Job>();
  /** Why the month had to stay open when it was last asked. */
  #toldReason: ReasonToWait | null = null;
  /** Which month comes after one that has ended for good. */
  #ended: { readonly next: Month } | null = null;

  constructor(deps: TimetableDeps) {
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
   * Closes the month if it is over; tells why it must stay open, null when it is closed or nothing is done any more.
   * Other errors than {@link LaneLost} go to the caller.
   */
  async closeEndedMonth(): Promise<ReasonToWait | null> {
    const { clock, collector, onLaneLost } = this.#deps;
    if (clock.now() < collector.monthEndMs || this.#isStopped) return null;
    try {
      return await this.#closeMonth();
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
      await this.#attempt('month', () => this.#closeMonth());
      const isStillOpen = clock.now() >= collector.monthEndMs;
      if (isStillOpen) this.#at('month', clock.now() + retryMs, async () => this.#planMonthEnd());
    });
  }

  async #closeMonth(): Promise<ReasonToWait | null> {
    if (this.#isClosingMonth) return null;
    this.#isClosingMonth = true;
    try {
      // Once the month has ended for good, nothing is waited for any more.
      const verdict = this.#ended ?? (await this.#deps.monthEnd.verdict());
      const reason = 'reason' in verdict ? verdict.reason : null;
      if (reason !== null && reason !== this.#toldReason) this.#deps.onWait(reason);
      this.#toldReason = reason;
      if ('next' in verdict) await this.#rotateTo(verdict.next);
      return reason;
    } finally {
      this.#isClosingMonth = false;
    }
  }

  /** While the disk refuses, the month stays closed to all and its successor's events wait. */
  async #rotateTo(next: Month): Promise<void> {
    const { clock, collector, flusher, rotation, onMonthOpened, onUnknownVoice } = this.#deps;
    await flusher.flush();
    await rotation.prepare();
    if (this.#ended === null) collector.endMonth(clock.now());
    this.#ended = { next };
    // Nothing may come between the last writing of the month and its closing.
    const written = flusher.flush();
    const isVoiceKnown = await flusher.alone(async () => {
      await written;
      await rotation.rotateTo(next);
      return collector.beginMonth(clock.now());
    });
    this.#ended = null;
    await flusher.flush();
    if (!isVoiceKnown) onUnknownVoice();
    onMonthOpened();
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
