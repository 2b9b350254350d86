import type { Snowflake } from '../../../src/core/snowflake.ts';

/** A span of time, in milliseconds since the Unix epoch; the end is excluded. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A person's ordinary message. */
export interface TrueMessage {
  readonly id: Snowflake;
  readonly userId: Snowflake;
  /** Where it was written, and the channel for which it counts. */
  readonly channelId: Snowflake;
  readonly countedChannelId: Snowflake;
  readonly atMs: number;
  /** Whether it can no longer be read in the channel's history. */
  isGone: boolean;
  /** When the gateway sends it, if late and after later messages; null if it is on time. */
  broughtMs: number | null;
}

/** A person's connection to a counted channel. */
export interface TrueVoice {
  readonly userId: Snowflake;
  readonly channelId: Snowflake;
  readonly fromMs: number;
  /** Infinite while the person is still there. */
  toMs: number;
}

export interface TrueMove {
  readonly userId: Snowflake;
  readonly atMs: number;
}

/** Everything that really happened in a guild, whether or not the bot was connected. */
export class GroundTruth {
  readonly guildId: Snowflake;
  readonly userIds = new Set<Snowflake>();
  readonly messages: TrueMessage[] = [];
  /** The threads that were started from a message, and have its id. */
  readonly threadIds = new Set<Snowflake>();
  readonly voice: TrueVoice[] = [];
  readonly joins: TrueMove[] = [];
  readonly parts: TrueMove[] = [];
  /** When the bot was not a member. */
  readonly absences: { fromMs: number; toMs: number }[] = [];
  /** When channels were deleted. */
  readonly deletedMs = new Map<Snowflake, number>();
  readonly #inVoice = new Map<Snowflake, TrueVoice>();

  constructor(guildId: Snowflake) {
    this.guildId = guildId;
  }

  recordMessage(message: Omit<TrueMessage, 'isGone' | 'broughtMs'>): void {
    this.userIds.add(message.userId);
    this.messages.push({ ...message, isGone: false, broughtMs: null });
  }

  /** A message was deleted; without an id, the whole channel or thread. */
  deleted(channelId: Snowflake, messageId?: Snowflake): void {
    for (const message of this.messages) {
      const isIt = messageId === undefined ? message.channelId === channelId : message.id === messageId;
      if (isIt) message.isGone = true;
    }
  }

  /** A person is now connected to a counted channel, or to none. */
  recordVoice(userId: Snowflake, channelId: Snowflake | null, atMs: number): void {
    this.userIds.add(userId);
    const before = this.#inVoice.get(userId);
    if (before?.channelId === channelId) return;
    if (before !== undefined) before.toMs = atMs;
    this.#inVoice.delete(userId);
    if (channelId === null) return;
    const session = { userId, channelId, fromMs: atMs, toMs: Number.POSITIVE_INFINITY };
    this.#inVoice.set(userId, session);
    this.voice.push(session);
  }

  /** A channel is gone, and no one is in it any longer. */
  emptied(channelId: Snowflake, atMs: number): void {
    this.deletedMs.set(channelId, atMs);
    for (const session of [...this.#inVoice.values()]) {
      if (session.channelId === channelId) this.recordVoice(session.userId, null, atMs);
    }
  }

  joined(userId: Snowflake, atMs: number): void {
    this.userIds.add(userId);
    this.joins.push({ userId, atMs });
  }

  parted(userId: Snowflake, atMs: number): void {
    this.userIds.add(userId);
    this.recordVoice(userId, null, atMs);
    this.parts.push({ userId, atMs });
  }
}

/** The length of the overlap of two spans. */
export function overlapMs(one: Span, other: Span): number {
  return Math.max(0, Math.min(one.toMs, other.toMs) - Math.max(one.fromMs, other.fromMs));
}

export function isWithin(atMs: number, spans: readonly Span[]): boolean {
  return spans.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
}
