import { compareSnowflakes, type Snowflake } from '../../core/snowflake.ts';
import type { MessageGap, MessagePosition } from '../../store/records.ts';
import {
  beginChannelMonth,
  type ChannelPosition,
  type Cut,
  firstToRead,
  isUpTo,
  knownUpTo,
  later,
  nothingKnown,
  readFrom,
} from './channel-position.ts';

/** A gap of one channel, as catch-up works on it. */
export interface OpenGap extends MessageGap {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
}

/** A channel or thread as Discord lists it. */
export interface ListedChannel {
  readonly id: Snowflake;
  /** Its latest message, which may have been deleted; null if it never had one. */
  readonly lastMessageId: Snowflake | null;
}

/**
 * Tracks up to where the messages of every channel are counted. When a guild is cut off, each channel gets a gap: from the
 * last counted message to the first one that the gateway brings again. Catch-up reads gaps from the channel's history. A
 * message from the gateway whose id lies within a gap is left to history.
 */
export class MessagePositions {
  readonly #guilds = new Map<Snowflake, GuildPositions>();
  /** The channels that have gaps. */
  readonly #behind = new Set<ChannelPosition>();
  #changed = new Set<ChannelPosition>();

  constructor(positions: readonly MessagePosition[]) {
    for (const { guildId, channelId, lastId, readUpToId, gaps } of positions) {
      const channel = this.channel(guildId, channelId);
      Object.assign(channel, { lastId, restoredId: lastId, readUpToId, gaps: [...gaps] });
      if (gaps.length > 0) this.#behind.add(channel);
    }
  }

  /** The position of a channel or thread. */
  channel(guildId: Snowflake, channelId: Snowflake): ChannelPosition {
    const guild = this.#guild(guildId);
    let channel = guild.channels.get(channelId);
    if (channel === undefined) {
      channel = { guild, guildId, channelId, ...nothingKnown, gaps: [] };
      guild.channels.set(channelId, channel);
    }
    return channel;
  }

  /** Whether a message from the gateway must be counted now. It must not if history brings it, or has brought it. */
  admit(channel: ChannelPosition, messageId: Snowflake): boolean {
    if (messageId === channel.restoredId) return false; // An earlier process counted it.
    if (isUpTo(messageId, channel.readUpToId) && !isUpTo(messageId, channel.readFromId)) return false;
    const { cut } = channel.guild;
    if (cut !== null && !cut.seenChannels.has(channel.channelId)) this.#openGap(channel, cut);
    if (channel.gaps.length === 0) return true; // The usual case.
    const gap = channel.gaps.findLast(({ afterId }) => compareSnowflakes(afterId, messageId) < 0);
    if (gap !== undefined && gap.beforeId === null) this.#setGap(channel, gap, { ...gap, beforeId: messageId });
    else if (gap !== undefined && compareSnowflakes(messageId, gap.beforeId ?? '') < 0) return false;
    return true;
  }

  /** A message was counted. */
  counted(channel: ChannelPosition, messageId: Snowflake): void {
    if (isUpTo(messageId, channel.lastId)) return;
    channel.lastId = messageId;
    this.#changed.add(channel);
  }

  /**
   * From now on messages of this guild are missed: in each channel after the last counted message or, if there is none,
   * after `sinceId`. Messages up to `floorId` are never counted from history.
   */
  cutOff(guildId: Snowflake, sinceId: Snowflake, floorId: Snowflake): void {
    this.#guild(guildId).cut = { sinceId, floorId, seenChannels: new Set() };
  }

  /** Whether any guild was cut off and has not listed all its channels since. */
  get isAnyCutOff(): boolean {
    for (const { cut } of this.#guilds.values()) if (cut !== null) return true;
    return false;
  }

  /** Whether a guild was cut off and has not listed all its channels since. */
  isCutOff(guildId: Snowflake): boolean {
    return this.cutOf(guildId) !== null;
  }

  /** Identifies the guild's current outage; null once all of its channels have been listed again. */
  cutOf(guildId: Snowflake): object | null {
    return this.#guilds.get(guildId)?.cut ?? null;
  }

  /** The guild is back, and these are some of its channels. A channel with newer messages than counted gets a gap. */
  listed(guildId: Snowflake, channels: readonly ListedChannel[]): void {
    const { cut } = this.#guild(guildId);
    if (cut === null) return;
    for (const { id, lastMessageId } of channels) {
      if (cut.seenChannels.has(id)) continue;
      const channel = this.channel(guildId, id);
      if (isUpTo(lastMessageId ?? cut.floorId, knownUpTo(channel, cut))) cut.seenChannels.add(id);
      else this.#openGap(channel, cut);
    }
  }

  /** All channels of a guild have been listed since it was cut off. Nothing was missed in any other channel. */
  allListed(guildId: Snowflake): void {
    this.#guild(guildId).cut = null;
  }

  /** The message after which the history of each channel of a guild was read, if it was. */
  readFrom(guildId: Snowflake): ReadonlyMap<Snowflake, Snowflake> {
    const channels = [...this.#guild(guildId).channels.values()];
    return new Map(channels.flatMap(({ channelId, readFromId }) => (readFromId ? [[channelId, readFromId]] : [])));
  }

  /** Census was removed from the guild: nothing of it is counted any longer. */
  forget(guildId: Snowflake): void {
    const guild = this.#guilds.get(guildId);
    if (guild === undefined) return;
    for (const channel of guild.channels.values()) {
      Object.assign(channel, nothingKnown);
      this.#replaceGaps(channel, []);
    }
    this.#guilds.delete(guildId);
  }

  /** The first gap of every channel that has any. The gaps of a channel are closed in order. */
  *gaps(): Iterable<OpenGap> {
    for (const channel of this.#behind) {
      const { guildId, channelId, gaps } = channel;
      const [gap] = gaps;
      if (gap !== undefined) yield { guildId, channelId, ...gap, afterId: firstToRead(channel, gap) };
    }
  }

  /** The number of channels of a guild that have gaps. */
  channelsBehind(guildId: Snowflake): number {
    let channels = 0;
    for (const channel of this.#behind) channels += Number(channel.guildId === guildId);
    return channels;
  }

  /** Whether messages up to this id must still be counted from history. */
  isBehind(untilId: Snowflake): boolean {
    for (const { gaps } of this.#behind) {
      if (gaps.some(({ afterId }) => compareSnowflakes(afterId, untilId) < 0)) return true;
    }
    return false;
  }

  /** Whether a gap is unchanged since its history was requested. */
  isCurrent({ guildId, channelId, afterId }: OpenGap): boolean {
    const channel = this.#guilds.get(guildId)?.channels.get(channelId);
    const [gap] = channel?.gaps ?? [];
    return channel !== undefined && gap !== undefined && firstToRead(channel, gap) === afterId;
  }

  /** The current end of the first gap of a channel; null if it is open. */
  endOf({ guildId, channelId }: OpenGap): Snowflake | null {
    return this.channel(guildId, channelId).gaps[0]?.beforeId ?? null;
  }

  /** History was counted up to this message. */
  readUpTo({ guildId, channelId }: OpenGap, messageId: Snowflake): void {
    const channel = this.channel(guildId, channelId);
    const [gap] = channel.gaps;
    if (gap === undefined) return;
    channel.isReadFromStart = true;
    this.#setGap(channel, gap, { ...gap, afterId: later(messageId, gap.afterId) });
  }

  /** History was counted up to the end of the first gap or, if that gap is open, of the channel. */
  close({ guildId, channelId }: OpenGap): void {
    const channel = this.channel(guildId, channelId);
    const [gap, ...gaps] = channel.gaps;
    if (gap === undefined) return;
    channel.readUpToId = later(gap.beforeId ?? gap.afterId, channel.readUpToId);
    this.#replaceGaps(channel, gaps);
  }

  /** The first gap of a channel cannot be counted: its history is not available. */
  giveUp({ guildId, channelId }: OpenGap): void {
    const channel = this.channel(guildId, channelId);
    this.#replaceGaps(channel, channel.gaps.slice(1));
  }

  /** A new month: forgets all ids up to `floorId`. The store has done the same. */
  beginMonth(floorId: Snowflake): void {
    for (const guild of this.#guilds.values()) {
      for (const channel of guild.channels.values()) beginChannelMonth(channel, floorId);
      for (const [channelId, { gaps }] of guild.channels) {
        if (gaps.length === 0) guild.channels.delete(channelId);
      }
      if (guild.cut === null) continue;
      guild.cut.floorId = later(floorId, guild.cut.floorId);
    }
    for (const channel of this.#behind) {
      if (channel.gaps.length === 0) this.#behind.delete(channel);
      this.#changed.add(channel);
    }
  }

  /** Takes the changes since the last call. */
  takeChanges(): MessagePosition[] {
    const changed = [...this.#changed].map(({ guildId, channelId, lastId, readUpToId, gaps }) => {
      return { guildId, channelId, lastId, readUpToId, gaps };
    });
    this.#changed = new Set();
    return changed;
  }

  #openGap(channel: ChannelPosition, cut: Cut): void {
    cut.seenChannels.add(channel.channelId);
    // A gap that no message has ended yet continues.
    if (channel.gaps.at(-1)?.beforeId === null) return;
    channel.readFromId = readFrom(channel, cut);
    channel.isReadFromStart = false;
    this.#replaceGaps(channel, [...channel.gaps, { afterId: knownUpTo(channel, cut), beforeId: null }]);
  }

  #setGap(channel: ChannelPosition, gap: MessageGap, changed: MessageGap): void {
    this.#replaceGaps(
      channel,
      channel.gaps.map((other) => (other === gap ? changed : other)),
    );
  }

  #replaceGaps(channel: ChannelPosition, gaps: readonly MessageGap[]): void {
    channel.gaps = gaps;
    this.#changed.add(channel);
    if (gaps.length > 0) this.#behind.add(channel);
    else this.#behind.delete(channel);
  }

  #guild(guildId: Snowflake): GuildPositions {
    let guild = this.#guilds.get(guildId);
    if (guild === undefined) {
      guild = { channels: new Map(), cut: null };
      this.#guilds.set(guildId, guild);
    }
    return guild;
  }
}

interface GuildPositions {
  readonly channels: Map<Snowflake, ChannelPosition>;
  cut: Cut | null;
}
