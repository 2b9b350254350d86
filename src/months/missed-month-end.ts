import type { Collector } from '../collect/collector.ts';
import type { CoverageTracker } from '../collect/coverage-tracker.ts';
import type { ChannelList, GuildRegistry } from '../collect/guild-registry.ts';
import type { CatchUp } from '../collect/messages/catch-up.ts';
import type { MessagePositions } from '../collect/messages/message-positions.ts';
import type { Clock } from '../core/clock.ts';
import { lastSnowflakeBefore, type Snowflake } from '../core/snowflake.ts';
import { hourMs } from '../core/time.ts';
import type { CountingScheduler } from './counting-scheduler.ts';

export interface MissedMonthEndDeps {
  readonly clock: Clock;
  readonly guilds: GuildRegistry;
  readonly collector: Collector;
  readonly coverage: CoverageTracker;
  readonly messages: MessagePositions;
  readonly catchUp: CatchUp;
  readonly scheduler: Pick<CountingScheduler, 'closeEndedMonth'>;
  /** The current channels of a guild; null if Census was removed from it. Rejects if Discord does not answer. */
  readonly channelsOf: (guildId: Snowflake) => Promise<ChannelList | null>;
  /** Discord does not answer. The request is retried. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Closes a month that ended while Census was off. Before the gateway is joined, the month is counted to its end from the
 * histories of its channels. Messages that Discord does not deliver within an hour are not counted.
 */
export class MissedMonthEnd {
  readonly #deps: MissedMonthEndDeps;

  constructor(deps: MissedMonthEndDeps) {
    this.#deps = deps;
  }

  /** Does nothing if the month is not over. If the clock is wrong, the month stays open. */
  async close(): Promise<void> {
    const { clock, collector, catchUp, scheduler } = this.#deps;
    if (clock.now() < collector.monthEndMs) return;
    const listed = await this.#listChannels(clock.now() + hourMs);
    for (;;) {
      await catchUp.run();
      this.#noteComplete(listed);
      if ((await scheduler.closeEndedMonth()) !== 'messages are still missing') return;
      await this.#wait();
    }
  }

  /** Resolves to the guilds whose channels are known now. */
  async #listChannels(untilMs: number): Promise<readonly Snowflake[]> {
    const { clock, guilds, collector, coverage, catchUp, channelsOf, onTrouble } = this.#deps;
    const waiting = Array.from(guilds.present(), ({ id }) => id);
    const listed: Snowflake[] = [];
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        const channels = await channelsOf(id);
        if (channels === null) continue;
        const sinceMs = coverage.untilMs(clock.now(), id);
        collector.cutOff([id], clock.now());
        guilds.meetAllChannels(id, channels.facts);
        collector.listChannels(id, channels.withMessages);
        catchUp.lookIntoThreads(id, channels.forumIds, sinceMs);
        listed.push(id);
      } catch (error) {
        onTrouble(error);
        if (clock.now() >= untilMs) return listed;
        waiting.unshift(id);
        await this.#wait();
      }
    }
    return listed;
  }

  #noteComplete(listed: readonly Snowflake[]): void {
    const { collector, messages } = this.#deps;
    if (messages.isBehind(lastSnowflakeBefore(collector.monthEndMs))) return;
    for (const id of listed) collector.completeMonth(id);
  }

  #wait(): Promise<void> {
    const { clock } = this.#deps;
    return new Promise((resolve) => clock.schedule(clock.now() + retryMs, resolve));
  }
}

const retryMs = 10_000;
