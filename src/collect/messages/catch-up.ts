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

/** Reads the earlier messages of channels. */
export interface ChannelHistory {
  /**
   * The oldest messages of a channel or thread after an id. Rejects if Discord cannot deliver them at the moment. If
   * `parentId` is given, it is the channel of the thread, and the thread itself is not looked up.
   */
  after(guildId: Snowflake, channelId: Snowflake, afterId: Snowflake, parentId?: Snowflake): Promise<HistoryPage>;

  /** The threads of a channel that were archived at `sinceMs` or later. Rejects as {@link after} does. */
  archivedThreads(channelId: Snowflake, sinceMs: number): Promise<readonly ArchivedThread[]>;

  /** Nothing more is requested for now. */
  pause(): void;
}

/** A thread that its guild does not list because it is archived. */
export interface ArchivedThread extends ListedChannel {
  readonly facts: ChannelFacts;
}

/** A page of messages; or the channel is not readable for Census; or it no longer exists. */
export type HistoryPage = Page | { readonly kind: 'unreadable' } | { readonly kind: 'gone' };

interface Page {
  readonly kind: 'page';
  /** Messages written by people, in ascending order. */
  readonly messages: readonly Message[];
  /** The last message, including those of apps and those that are not counted; null if the page is empty. */
  readonly lastId: Snowflake | null;
  /** Whether the channel has no later messages. */
  readonly isLast: boolean;
  /** Messages that are left out because their authors have left: some roles are not counted, and theirs are not known. */
  readonly leftOutIds: readonly Snowflake[];
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
  /** Nothing is left to catch up with. `messages` were counted since the catch-up began. */
  readonly onCaughtUp: (messages: number) => void;
  /** Discord does not deliver history, or the disk refuses. It is retried. */
  readonly onTrouble: (error: unknown) => void;
  /** The lane has another owner, which continues from the last committed page. It is not retried. */
  readonly onLaneLost: () => void;
}

/** The progress of the catch-up in a guild. */
export interface CatchUpState {
  readonly channelsLeft: number;
  /** Channels with missed messages that Census may not read. */
  readonly unreadableChannelIds: readonly Snowflake[];
}

/**
 * Counts the messages that the gateway missed from the histories of their channels, while counting continues. Each page is
 * committed together with the position that it reaches, so that a crash neither repeats nor skips a message.
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

  /** Also reads the threads of forums and other channels that were archived at `sinceMs` or later. */
  lookIntoThreads(guildId: Snowflake, forumIds: readonly Snowflake[], sinceMs: number): void {
    const { guilds, positions } = this.#deps;
    const cut = positions.cutOf(guildId);
    if (cut === null) return;
    const parentIds = [...new Set([...forumIds, ...guilds.threadParents(guildId)])];
    this.#lookups.push({ guildId, cut, parentIds, sinceMs });
  }

  /**
   * Works until nothing is left in the open month. After a failure it continues by itself later. Resolves when it pauses,
   * and never rejects.
   */
  run(): Promise<void> {
    return this.#working.run();
  }

  /** Starts nothing new. Resolves when the work in progress has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelRetry();
    await this.#working.running;
  }

  /** Whether messages of a guild must still be read from history, or its channels are not listed yet. */
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
      if (this.#isStopped) return; // The request was aborted.
      if (error instanceof LaneLost) return onLaneLost();
      onTrouble(error);
      this.#cancelRetry = clock.schedule(clock.now() + retryMs, () => this.run());
      return;
    }
    history.pause();
    if (this.#counted > 0) onCaughtUp(this.#counted);
    this.#counted = 0;
  }

  /** Only an earlier process may have known the thread. */
  async #learn({ guildId, channelId }: OpenGap): Promise<void> {
    const { guilds, learnChannel } = this.#deps;
    if (guilds.countedChannel(guildId, channelId) === undefined) await learnChannel(guildId, channelId);
  }

  async #listThreads(): Promise<void> {
    const { guilds, collector, positions, history } = this.#deps;
    for (let lookup = this.#lookups[0]; lookup !== undefined && !this.#isStopped; lookup = this.#lookups[0]) {
      const { guildId, cut, parentIds, sinceMs } = lookup;
      const [parentId] = parentIds;
      const isOfNow = positions.cutOf(guildId) === cut; // Otherwise the guild was cut off again.
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

  /** A gap that begins in the open month. Gaps of the next month wait until that month is opened. */
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
    // The request took time. Meanwhile Census may have been stopped or removed, or the month may have ended.
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
    // If the gap got its end during the request, messages before that end may be missing from the page.
    if (isLast && endId === gap.beforeId) positions.close(gap);
  }

  #noteUnreadable({ guildId, channelId }: OpenGap): void {
    const channels = this.#unreadable.get(guildId) ?? new Set();
    this.#unreadable.set(guildId, channels.add(channelId));
  }
}

interface ThreadLookup {
  readonly guildId: Snowflake;
  /** Identifies the outage, see `MessagePositions.cutOf`. */
  readonly cut: object;
  /** The channels whose archived threads are not listed yet. */
  readonly parentIds: Snowflake[];
  readonly sinceMs: number;
}

function isBefore(id: Snowflake, limitId: Snowflake): boolean {
  return compareSnowflakes(id, limitId) < 0;
}

/** How long after a failure history is requested again. */
const retryMs = 30_000;
