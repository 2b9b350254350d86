import type { Message } from '../../core/activity.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GatewayProgress } from '../gateway-progress.ts';

export interface UnknownChannelsDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly progress: Pick<GatewayProgress, 'hold' | 'release'>;
  /**
   * Asks Discord for a channel and notes it. Resolves within seconds, also when the channel cannot be learnt; rejects
   * only when Census stops.
   */
  readonly learnChannel: (guildId: Snowflake, channelId: Snowflake) => Promise<void>;
  /** Takes a message whose channel is known by now, or cannot be learnt. True if it was the former. */
  readonly take: (message: Message) => boolean;
}

/**
 * Messages in channels that no event has described: mostly threads, after a session was resumed. Those of one channel
 * wait, in memory only, for one request to Discord; nothing else waits for them. The gateway position does not pass them,
 * so that a crash has them replayed.
 */
export class UnknownChannels {
  readonly #deps: UnknownChannelsDeps;
  readonly #channels = new Map<Snowflake, WaitingMessage[]>();
  /** Until when a channel that could not be learnt is not asked for again, the earliest first. */
  readonly #notBeforeMs = new Map<Snowflake, number>();
  #messages = 0;

  constructor(deps: UnknownChannelsDeps) {
    this.#deps = deps;
  }

  /** Keeps a message until its channel is known; false if it cannot be kept, or its channel could not be learnt lately. */
  add(message: Message, sequence: number | null): boolean {
    const { guildId, channelId } = message;
    const waiting = this.#channels.get(channelId);
    if (this.#messages >= mostMessages || (waiting === undefined && !this.#mayAsk(channelId))) return false;
    this.#messages += 1;
    if (sequence !== null) this.#deps.progress.hold(sequence);
    if (waiting !== undefined) waiting.push({ message, sequence });
    else {
      this.#channels.set(channelId, [{ message, sequence }]);
      this.#ask(guildId, channelId);
    }
    return true;
  }

  /** Forgets the messages of a guild. */
  drop(guildId: Snowflake): void {
    for (const [channelId, waiting] of this.#channels) {
      if (waiting[0]?.message.guildId !== guildId) continue;
      this.#channels.set(channelId, []);
      for (const { sequence } of waiting) this.#finish(sequence);
    }
  }

  #mayAsk(channelId: Snowflake): boolean {
    if (this.#channels.size >= mostChannels) return false;
    return (this.#notBeforeMs.get(channelId) ?? 0) <= this.#deps.clock.now();
  }

  #ask(guildId: Snowflake, channelId: Snowflake): void {
    this.#deps.learnChannel(guildId, channelId).then(
      () => this.#release(channelId),
      () => {}, // Census stops. What waits is not counted, and comes again in the replay of the next start.
    );
  }

  #release(channelId: Snowflake): void {
    const waiting = this.#channels.get(channelId) ?? [];
    this.#channels.delete(channelId);
    for (const { message, sequence } of waiting) {
      if (!this.#deps.take(message)) this.#noteUnlearnt(channelId);
      this.#finish(sequence);
    }
  }

  #noteUnlearnt(channelId: Snowflake): void {
    this.#notBeforeMs.delete(channelId);
    this.#notBeforeMs.set(channelId, this.#deps.clock.now() + askAgainAfterMs);
    const [earliest] = this.#notBeforeMs.keys();
    if (this.#notBeforeMs.size > mostChannels && earliest !== undefined) this.#notBeforeMs.delete(earliest);
  }

  /** A message waits no longer. */
  #finish(sequence: number | null): void {
    this.#messages -= 1;
    if (sequence !== null) this.#deps.progress.release(sequence);
  }
}

interface WaitingMessage {
  readonly message: Message;
  readonly sequence: number | null;
}

/** At most this many messages wait. */
const mostMessages = 20_000;

/** At most this many channels are asked for at once, and at most this many that could not be learnt are remembered. */
const mostChannels = 2_000;

/** How long after a channel could not be learnt it may be asked for again. */
const askAgainAfterMs = 60_000;
