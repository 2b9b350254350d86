import type { Collector } from '../collect/collector.ts';
import type { CoverageTracker } from '../collect/coverage-tracker.ts';
import type { MessagePositions } from '../collect/messages/message-positions.ts';
import type { Clock } from '../core/clock.ts';
import { lastSnowflakeBefore } from '../core/snowflake.ts';
import { hourMs, type Month, monthOf } from '../core/time.ts';

/**
 * Why a month that is over by this machine's clock stays open: Discord does not answer, the month is not over by Discord's
 * clock, or messages of it must still be counted.
 */
export type ReasonToWait = 'Discord does not answer' | 'the clock is ahead of Discord' | 'messages are still missing';

/** The month to open next, or the reason why the open one must stay open for now. */
export type MonthEndVerdict = { readonly next: Month } | { readonly reason: ReasonToWait };

export interface MonthEndDeps {
  readonly clock: Clock;
  readonly collector: Collector;
  readonly coverage: CoverageTracker;
  readonly messages: MessagePositions;
  /** Milliseconds since the Unix epoch by Discord's clock; rejects when it does not answer. */
  readonly discordNow: () => Promise<number>;
}

/** Decides when a month that is over may be closed. Closing cannot be undone. */
export class MonthEnd {
  readonly #deps: MonthEndDeps;
  /** The month end for which messages are awaited, and since when. */
  #waiting = { monthEndMs: 0, sinceMs: 0 };

  constructor(deps: MonthEndDeps) {
    this.#deps = deps;
  }

  /** What to do with a month that is over by this machine's clock. The next month is the current one by Discord's clock. */
  async verdict(): Promise<MonthEndVerdict> {
    const { clock, collector, discordNow } = this.#deps;
    const { monthEndMs } = collector;
    // This machine's clock may be wrong: with the year 2038, say, Census would destroy the salt of the current month.
    const discordMs = await discordNow().catch(() => null); // After any failure the time is not known.
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

/** How long, after Discord answers, a month may stay open for its missing messages. */
const longestWaitMs = hourMs;

/** How long to wait for guilds to list their channels after they were cut off. An outage of a guild has no limit. */
const longestWaitForGuildsMs = 2 * 60_000;

/** How full the buffer of waiting events may get before the month is closed without its missing messages. */
const fullestWait = 0.5;
