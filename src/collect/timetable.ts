import type { Cancel, Clock } from '../core/clock.ts';
import { dayMs, hourMs, hourOf, monthOf } from '../core/time.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import type { Collector } from './collector.ts';
import type { Flusher } from './flusher.ts';
import type { GuildBook } from './guild-book.ts';
import type { Presence } from './voice-tracker.ts';

export interface TimetableParts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'compact' | 'removeGuild'>;
  readonly collector: Collector;
  readonly flusher: Pick<Flusher, 'flush' | 'alone'>;
  readonly guilds: GuildBook;
  /** Closes the vault's month and opens the given one. */
  readonly rotateTo: (month: number) => Promise<unknown>;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  /** The disk has begun to refuse; counting goes on in memory. */
  readonly onStoreUnavailable: (error: StoreUnavailable) => void;
  /** The disk takes everything again. */
  readonly onStoreAvailable: () => void;
  /** Of somebody in voice only a number of the month before is known: only a new snapshot tells who it is. */
  readonly onUnknownVoice: () => void;
  /** Anything else that went wrong: a bug, or a vault and a store that contradict each other. */
  readonly onFailure: (error: unknown) => void;
}

/** After the end of a month, so long its late events are waited for. */
const graceMs = 5_000;

/** A month that could not be closed is tried again after so long. */
const retryMs = 60_000;

/** The data of a guild are kept so long after Census was removed from it. */
const keepLeftGuildsMs = 30 * dayMs;

/** What happens by the clock: flushes, the end of every hour and, a few seconds after it, the end of every month. */
export class Timetable {
  readonly #parts: TimetableParts;
  readonly #cancels = new Map<string, Cancel>();
  readonly #atWork = new Set<Promise<void>>();
  #isStopped = false;
  #isClosingMonth = false;
  #isRefused = false;
  /** Who was in voice at the end of the month, until they go on in the next one. */
  #inVoice: Presence[] | null = null;

  constructor(parts: TimetableParts) {
    this.#parts = parts;
  }

  /** Begins to work. Errors go to the handlers, never to the clock. */
  start(): void {
    this.#planFlush();
    this.#planHourEnd();
  }

  /** Plans nothing any more; resolves once what is at work is finished. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
    await Promise.all(this.#atWork);
  }

  #planFlush(): void {
    const { clock, flusher, flushEveryMs } = this.#parts;
    this.#at('flush', clock.now() + flushEveryMs, async () => {
      await this.#attempt(() => flusher.flush());
      this.#planFlush();
    });
  }

  #planHourEnd(): void {
    const { clock, collector } = this.#parts;
    const hour = hourOf(clock.now()) + 1;
    this.#at('hour', hour * hourMs, async () => {
      collector.beginHour(clock.now());
      await this.#attempt(() => this.#endHours());
      if (clock.now() >= collector.monthEndMs) this.#planMonthEnd();
      this.#planHourEnd();
    });
  }

  async #endHours(): Promise<void> {
    const { clock, store, flusher, guilds } = this.#parts;
    await flusher.flush();
    await store.compact(hourOf(clock.now()));
    for (const { id, leftMs } of guilds.all()) {
      if (leftMs === null || clock.now() < leftMs + keepLeftGuildsMs) continue;
      guilds.forget(id); // First: if Census is invited anew meanwhile, it begins from nothing.
      await store.removeGuild(id);
    }
  }

  #planMonthEnd(): void {
    const { clock, collector } = this.#parts;
    this.#at('month', Math.max(collector.monthEndMs + graceMs, clock.now()), async () => {
      await this.#attempt(() => this.#closeMonth());
      const isStillOpen = clock.now() >= collector.monthEndMs;
      if (isStillOpen) this.#at('month', clock.now() + retryMs, async () => this.#planMonthEnd());
    });
  }

  /** While the disk refuses, the month stays closed to all and its successor's events wait. */
  async #closeMonth(): Promise<void> {
    if (this.#isClosingMonth) return;
    this.#isClosingMonth = true;
    const { clock, collector, flusher, rotateTo } = this.#parts;
    try {
      await flusher.flush();
      this.#inVoice ??= collector.endMonth(clock.now());
      await flusher.flush();
      const inVoice = this.#inVoice;
      await flusher.alone(async () => {
        // The clock may lag behind Discord's, whose events are what said that a new month has begun.
        await rotateTo(monthOf(Math.max(clock.now(), collector.monthEndMs)));
        collector.beginMonth(inVoice, clock.now());
      });
      this.#inVoice = null;
      await flusher.flush();
      if (inVoice.some(({ person }) => person === null)) this.#parts.onUnknownVoice();
    } finally {
      this.#isClosingMonth = false;
    }
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    const { onStoreAvailable, onStoreUnavailable, onFailure } = this.#parts;
    try {
      await work();
      if (this.#isRefused) onStoreAvailable();
      this.#isRefused = false;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) return onFailure(error);
      if (!this.#isRefused) onStoreUnavailable(error);
      this.#isRefused = true;
    }
  }

  #at(name: string, dueMs: number, task: () => Promise<void>): void {
    if (this.#isStopped) return;
    this.#cancels.get(name)?.();
    const run = () => {
      const work = task().finally(() => this.#atWork.delete(work));
      this.#atWork.add(work);
      return work;
    };
    this.#cancels.set(name, this.#parts.clock.schedule(dueMs, run));
  }
}
