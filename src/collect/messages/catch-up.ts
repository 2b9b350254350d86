import type { Message } from '../../core/activity.ts';
import { SingleFlight } from '../../core/async/single-flight.ts';
import type { Cancel, Clock } from '../../core/clock.ts';
import { LaneLost } from '../../core/errors.ts';
import { compareSnowflakes, firstSnowflakeAt, lastSnowflakeBefore, type Snowflake } from '../../core/snowflake.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Collector } from '../collector.ts';
import type { Flusher } from '../flusher.ts';
import type { ChannelFacts, GuildRegistry } from '../guild-registry.ts';
import type { ListedChannel, MessagePositions, OpenGap } from './message-positions.ts';
import type { UnknownChannelsDeps } from './unknown-channels.ts';

/** Where the earlier messages of a channel are to be had. */
export interface ChannelHistory {
  /** The oldest messages of a channel or thread after an id. Rejects when it cannot be had at the moment. */
  after(guildId: Snowflake, channelId: Snowflake, afterId: Snowflake): Promise<HistoryPage>;

  /** The threads of a channel that were archived at `sinceMs` or later. Rejects as above. */
  archivedThreads(channelId: Snowflake, sinceMs: number): Promise<readonly ArchivedThread[]>;

  /** For now nothing more is asked for. */
  pause(): void;
}

/** A thread that its guild does not list, and its latest message. */
export interface ArchivedThread extends ListedChannel {
  readonly facts: ChannelFacts;
}

/** Some messages of a channel; or that Census may not read them; or that there is no such channel any more. */
export type HistoryPage = Page | { readonly kind: 'unreadable' } | { readonly kind: 'gone' };

interface Page {
  readonly kind: 'page';
  /** Those that people wrote, ascending. */
  readonly messages: readonly Message[];
  /** The last of all, also of apps' and of what is not counted; null where there is none. */
  readonly lastId: Snowflake | null;
  /** Whether the channel has no later messages. */
  readonly isLast: boolean;
}

export interface CatchUpDeps {
  readonly clock: Clock;
  readonly vault: Pick<Vault, 'forgetErasures'>;
  readonly guilds: Pick<GuildRegistry, 'countedChannel' | 'meetChannel' | 'threadParents'>;
  readonly collector: Collector;
  readonly positions: MessagePositions;
  readonly flusher: Pick<Flusher, 'flush'>;
  readonly history: ChannelHistory;
  readonly learnChannel: UnknownChannelsDeps['learnChannel'];
  /** Nothing is left to be caught up with; so many messages were counted since the beginning. */
  readonly onCaughtUp: (messages: number) => void;
  /** History cannot be had, or the disk refuses, at the moment; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
  /** The lane has another owner, who goes on from the last page that was committed. It is not tried again. */
  readonly onLaneLost: () => void;
}

/** What a guild still has to be caught up with. */
export interface CatchUpState {
  readonly channelsLeft: number;
  /** Where messages were missed and Census may not read them. */
  readonly unreadableChannelIds: readonly Snowflake[];
}

/**
 * Counts the messages that the gateway did not bring, from the history of their channels, while counting goes on. Each
 * page is committed together with how far it reaches, so that a crash repeats nothing and leaves nothing out.
 */
export class CatchUp {
  readonly #deps: CatchUpDeps;
  readonly #unreadable = new Map<Snowflake, Set<Snowflake>>();
  #lookups: ThreadLookup[] = [];
  readonly #working = new SingleFlight(() => this.#work());
  #cancelRetry: Cancel = () => {};
  #counted = 0;
  #isStopped = false;

  constructor(deps: CatchUpDeps) {
    this.#deps = deps;
  }

  /** What a guild missed is to be looked for also in threads that were archived since, of forums and other channels. */
  lookIntoThreads(guildId: Snowflake, forumIds: readonly Snowflake[], sinceMs: number): void {
    const { guilds, positions } = this.#deps;
    const cut = positions.cutOf(guildId);
    if (cut === null) return;
    const parentIds = [...new Set([...forumIds, ...guilds.threadParents(guildId)])];
    this.#lookups.push({ guildId, cut, parentIds, sinceMs });
  }

  /**
   * Works until nothing is left of the open month. When something goes wrong it goes on by itself later. Resolves when it
   * pauses, and never fails.
   */
  run(): Promise<void> {
    return this.#working.run();
  }

  /** Begins nothing any more; resolves once what was begun is over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelRetry();
    await this.#working.running;
  }

  /** Whether messages of a guild are still to be counted from history, or it has not told yet whether there are any. */
  isBehind(guildId: Snowflake): boolean {
    const { positions } = this.#deps;
    return positions.isCutOff(guildId) || positions.channelsBehind(guildId) > 0;
  }

  stateOf(guildId: Snowflake): CatchUpState {
    return {
      channelsLeft: this.#deps.positions.channelsBehind(guildId),
      unreadableChannelIds: [...(this.#unreadable.get(guildId) ?? [])],
    };
  }

  async #work(): Promise<void> {
    const { clock, history, onCaughtUp, onTrouble, onLaneLost } = this.#deps;
    this.#cancelRetry();
    try {
      await this.#listThreads();
      for (let gap = this.#next(); gap !== undefined; gap = this.#next()) {
        await this.#learn(gap);
        await this.#take(gap, await history.after(gap.guildId, gap.channelId, gap.afterId));
        await this.#listThreads();
      }
    } catch (error) {
      if (this.#isStopped) return; // What was under way was broken off.
      if (error instanceof LaneLost) return onLaneLost();
      onTrouble(error);
      this.#cancelRetry = clock.schedule(clock.now() + retryMs, () => this.run());
      return;
    }
    history.pause();
    if (this.#counted > 0) onCaughtUp(this.#counted);
    this.#counted = 0;
  }

  /** An earlier process may have known a thread that this one does not know. */
  async #learn({ guildId, channelId }: OpenGap): Promise<void> {
    const { guilds, learnChannel } = this.#deps;
    if (guilds.countedChannel(guildId, channelId) === undefined) await learnChannel(guildId, channelId);
  }

  async #listThreads(): Promise<void> {
    const { guilds, collector, positions, history } = this.#deps;
    for (let lookup = this.#lookups[0]; lookup !== undefined && !this.#isStopped; lookup = this.#lookups[0]) {
      const { guildId, cut, parentIds, sinceMs } = lookup;
      const [parentId] = parentIds;
      const isOfNow = positions.cutOf(guildId) === cut; // Else it was cut off once more.
      if (parentId === undefined || !isOfNow) {
        if (isOfNow) positions.allListed(guildId);
        this.#lookups.shift();
        continue;
      }
      const threads = await history.archivedThreads(parentId, sinceMs);
      if (positions.cutOf(guildId) !== cut) continue;
      for (const { facts } of threads) guilds.meetChannel(guildId, facts);
      collector.listChannels(guildId, threads);
      parentIds.shift();
    }
  }

  /** A gap that reaches into the open month. What lies in the next one waits until that is opened. */
  #next(): OpenGap | undefined {
    const { collector, positions } = this.#deps;
    if (this.#isStopped || collector.isMonthClosing) return undefined;
    const monthEndId = lastSnowflakeBefore(collector.monthEndMs);
    for (const gap of positions.gaps()) {
      if (compareSnowflakes(gap.afterId, monthEndId) < 0) return gap;
    }
    return undefined;
  }

  async #take(gap: OpenGap, page: HistoryPage): Promise<void> {
    const { collector, positions, vault, flusher } = this.#deps;
    // Meanwhile the month may have ended, Census been removed from the guild, or been stopped.
    if (this.#isStopped) return;
    if (collector.isMonthClosing || !positions.isCurrent(gap)) return;
    if (page.kind === 'page') this.#count(gap, page);
    else positions.giveUp(gap);
    if (page.kind === 'unreadable') this.#noteUnreadable(gap);
    await flusher.flush();
    if (!this.isBehind(gap.guildId)) await vault.forgetErasures(gap.guildId);
  }

  #count(gap: OpenGap, { messages, lastId, isLast }: Page): void {
    const { collector, positions } = this.#deps;
    const endId = positions.endOf(gap);
    const monthEndId = firstSnowflakeAt(collector.monthEndMs);
    const isInMonth = endId !== null && isBefore(endId, monthEndId);
    const limitId = isInMonth ? endId : monthEndId;
    for (const message of messages) {
      if (!isBefore(message.messageId, limitId)) break;
      collector.recover(message);
      this.#counted += 1;
    }
    if (lastId !== null && !isBefore(lastId, limitId)) {
      if (isInMonth) positions.close(gap);
      else positions.readUpTo(gap, lastSnowflakeBefore(collector.monthEndMs));
      return;
    }
    if (lastId !== null) positions.readUpTo(gap, lastId);
    // An end that came while the page was under way may lie behind messages that it could not have yet.
    if (isLast && endId === gap.beforeId) positions.close(gap);
  }

  #noteUnreadable({ guildId, channelId }: OpenGap): void {
    const channels = this.#unreadable.get(guildId) ?? new Set();
    this.#unreadable.set(guildId, channels.add(channelId));
  }
}

interface ThreadLookup {
  readonly guildId: Snowflake;
  /** The time of being cut off that it belongs to. */
  readonly cut: object;
  /** Those that are still to be asked for. */
  readonly parentIds: Snowflake[];
  readonly sinceMs: number;
}

function isBefore(id: Snowflake, limitId: Snowflake): boolean {
  return compareSnowflakes(id, limitId) < 0;
}

/** After history could not be had, it is asked for again so much later. */
const retryMs = 30_000;
