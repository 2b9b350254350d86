import type { Collector } from '../collect/collector.ts';
import type { CoverageTracker } from '../collect/coverage-tracker.ts';
import type { MessagePositions } from '../collect/messages/message-positions.ts';
import type { Clock } from '../core/clock.ts';
import { lastSnowflakeBefore } from '../core/snowflake.ts';
import { hourMs, type Month, monthOf } from '../core/time.ts';

/**
 * Why a month that is over by this machine's clock stays open: Discord does not answer, Discord's own clock has not come
 * to its end, or messages of it are still to be counted.
 */
export type ReasonToWait = 'Discord does not answer' | 'the clock is ahead of Discord' | 'messages are still missing';

/** Which month comes after the open one, or why that must stay open for now. */
export type MonthEndVerdict = { readonly next: Month } | { readonly reason: ReasonToWait };

export interface MonthEndDeps {
  readonly clock: Clock;
  readonly collector: Collector;
  readonly coverage: CoverageTracker;
  readonly messages: MessagePositions;
  /** Milliseconds since the Unix epoch by Discord's clock; rejects when it does not answer. */
  readonly discordNow: () => Promise<number>;
}

/** Decides when a month that is over may be closed for good, which nothing can take back. */
export class MonthEnd {
  readonly #deps: MonthEndDeps;
  /** The month end that is waited for, and since when. */
  #waiting = { monthEndMs: 0, sinceMs: 0 };

  constructor(deps: MonthEndDeps) {
    this.#deps = deps;
  }

  /** What to do with a month that is over by this machine's clock. The next one is the running one by Discord's clock. */
  async verdict(): Promise<MonthEndVerdict> {
    const { clock, collector, discordNow } = this.#deps;
    const { monthEndMs } = collector;
    // Without its own doubt in this machine's clock Census would, after a bogus start in 2038, destroy a month's salt.
    const discordMs = await discordNow().catch(() => null); // Whatever the fault, the time is not known.
    if (discordMs === null) return { reason: 'Discord does not answer' };
    if (discordMs < monthEndMs) return { reason: 'the clock is ahead of Discord' };
    if (this.#waiting.monthEndMs !== monthEndMs) this.#waiting = { monthEndMs, sinceMs: clock.now() };
    const waitedMs = clock.now() - this.#waiting.sinceMs;
    const mayWait = waitedMs < longestWaitMs && collector.waitingShare < fullestWait;
    if (mayWait && this.#isMissingMessages(waitedMs)) return { reason: 'messages are still missing' };
    return { next: monthOf(discordMs) };
  }

  #isMissingMessages(waitedMs: number): boolean {
    const { collector, coverage, messages } = this.#deps;
    if (coverage.isCutOff || messages.isBehind(lastSnowflakeBefore(collector.monthEndMs))) return true;
    return messages.isAnyCutOff && waitedMs < longestWaitForGuildsMs;
  }
}

/** From when Discord answers, so long the messages of the old month are tried to be had. */
const longestWaitMs = hourMs;

/** So long guilds that were cut off may take to tell of their channels; one that is in an outage may take for ever. */
const longestWaitForGuildsMs = 2 * 60_000;

/** Meanwhile the new month's events wait in memory, which may get so full. */
const fullestWait = 0.5;
