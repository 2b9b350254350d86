import type { Message } from '../../core/activity.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GatewayProgress } from '../gateway-progress.ts';

export interface UnknownChannelsDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly progress: Pick<GatewayProgress, 'hold' | 'release'>;
  /**
   * Requests a channel from Discord and adds it to the registry. Resolves within seconds, also if Discord does not describe
   * the channel. Rejects only if Census stops.
   */
  readonly learnChannel: (guildId: Snowflake, channelId: Snowflake) => Promise<void>;
  /** Takes a message after its channel was requested. True if the channel is known. */
  readonly take: (message: Message) => boolean;
}

/**
 * Holds messages in channels that no event has described: mostly threads, after a session was resumed. The messages of a
 * channel wait in memory for one request to Discord. Nothing else waits for them. The gateway position does not pass them,
 * so that a replay repeats them after a crash.
 */
export class UnknownChannels {
  readonly #deps: UnknownChannelsDeps;
  readonly #channels = new Map<Snowflake, WaitingMessage[]>();
  /** When each channel that Discord did not describe may be requested again, the earliest first. */
  readonly #notBeforeMs = new Map<Snowflake, number>();
  #messages = 0;

  constructor(deps: UnknownChannelsDeps) {
    this.#deps = deps;
  }

  /** Holds a message until its channel is known. False if there is no room, or the channel was requested recently. */
  add(message: Message, sequence: number | null): boolean {
    const { guildId, channelId } = message;
    const waiting = this.#channels.get(channelId);
    if (this.#messages >= maxMessages || (waiting === undefined && !this.#mayAsk(channelId))) return false;
    this.#messages += 1;
    if (sequence !== null) this.#deps.progress.hold(sequence);
    if (waiting !== undefined) waiting.push({ message, sequence });
    else {
      this.#channels.set(channelId, [{ message, sequence }]);
      this.#ask(guildId, channelId);
    }
    return true;
  }

  /** Drops the messages of a guild, and returns them. */
  drop(guildId: Snowflake): readonly Message[] {
    const dropped: Message[] = [];
    for (const [channelId, waiting] of this.#channels) {
      if (waiting[0]?.message.guildId !== guildId) continue;
      this.#channels.set(channelId, []);
      for (const { message, sequence } of waiting) {
        dropped.push(message);
        this.#finish(sequence);
      }
    }
    return dropped;
  }

  #mayAsk(channelId: Snowflake): boolean {
    if (this.#channels.size >= maxChannels) return false;
    return (this.#notBeforeMs.get(channelId) ?? 0) <= this.#deps.clock.now();
  }

  #ask(guildId: Snowflake, channelId: Snowflake): void {
    this.#deps.learnChannel(guildId, channelId).then(
      () => this.#release(channelId),
      () => {}, // Census stops. The replay after the next start repeats the messages.
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
    this.#notBeforeMs.set(channelId, this.#deps.clock.now() + retryAfterMs);
    const [earliest] = this.#notBeforeMs.keys();
    if (this.#notBeforeMs.size > maxChannels && earliest !== undefined) this.#notBeforeMs.delete(earliest);
  }

  /** A message no longer waits. */
  #finish(sequence: number | null): void {
    this.#messages -= 1;
    if (sequence !== null) this.#deps.progress.release(sequence);
  }
}

interface WaitingMessage {
  readonly message: Message;
  readonly sequence: number | null;
}

const maxMessages = 20_000;

/** The limit of channels that are requested at once, and of those that are remembered as not described. */
const maxChannels = 2_000;

/** How long after a failed request a channel is requested again. */
const retryAfterMs = 60_000;
