import type { Clock } from '../../../core/clock.ts';
import { dayMs } from '../../../core/time.ts';
import type { ServerSettings } from '../server-settings.ts';

/**
 * The number of IDENTIFYs that a bot has left, over all its shards (Discord API reference, "Session Start Limit
 * Object"). A period of 24 hours begins with the first IDENTIFY after the previous period.
 */
export class SessionBudget {
  readonly #clock: Clock;
  readonly #settings: Pick<ServerSettings, 'sessionsPerDay'>;
  #spent = 0;
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, settings: Pick<ServerSettings, 'sessionsPerDay'>) {
    this.#clock = clock;
    this.#settings = settings;
  }

  get total(): number {
    return this.#settings.sessionsPerDay;
  }

  get remaining(): number {
    return this.resetAfterMs > 0 ? Math.max(0, this.total - this.#spent) : this.total;
  }

  /** The time until the budget is full again, in milliseconds; 0 if no period is running. */
  get resetAfterMs(): number {
    return Math.max(0, this.#endMs - this.#clock.now());
  }

  /** Counts an IDENTIFY. Returns whether it is within the budget. */
  spend(): boolean {
    if (this.resetAfterMs === 0) {
      this.#spent = 0;
      this.#endMs = this.#clock.now() + dayMs;
    }
    this.#spent += 1;
    return this.#spent <= this.total;
  }
}

/**
 * Allows one IDENTIFY of each bucket per interval (Discord API reference, "Max Concurrency").
 */
export class IdentifyPace {
  readonly #everyMs: number;
  readonly #elapsedMs: () => number;
  readonly #latestMs = new Map<number, number>();

  /** @param elapsedMs A clock that cannot be set. */
  constructor(everyMs: number, elapsedMs: () => number) {
    this.#everyMs = everyMs;
    this.#elapsedMs = elapsedMs;
  }

  /** Whether an IDENTIFY of this bucket may pass now. A refused one does not delay the next. */
  admits(bucket: number): boolean {
    const nowMs = this.#elapsedMs();
    const latestMs = this.#latestMs.get(bucket);
    if (latestMs !== undefined && nowMs - latestMs < this.#everyMs) return false;
    this.#latestMs.set(bucket, nowMs);
    return true;
  }
}
