import { compareSnowflakes, lastSnowflakeBefore, type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { MessageGap } from '../../store/records/message-position.ts';

/** Up to where the messages of one channel or thread are counted, as a process knows it. */
export interface ChannelPosition {
  /** Says whether its guild is cut off. */
  readonly guild: { readonly cut: Cut | null };
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  lastId: Snowflake | null;
  /** The latest message that an earlier process counted. */
  restoredId: Snowflake | null;
  readUpToId: Snowflake | null;
  /** Where the last stretch of history began that was read, or is to be. */
  readFromId: Snowflake | null;
  /** Whether the beginning of that stretch has been read. */
  isReadFromStart: boolean;
  gaps: readonly MessageGap[];
}

/** A guild that was cut off. */
export interface Cut {
  readonly sinceId: Snowflake;
  floorId: Snowflake;
  /** The channels that were listed since, or of which a message has come. */
  readonly met: Set<Snowflake>;
}

/** What is known of a channel of which nothing is known. */
export const nothingKnown = {
  lastId: null,
  restoredId: null,
  readUpToId: null,
  readFromId: null,
  isReadFromStart: true,
};

/** Forgets all ids up to `floorId`, the last of the month before. */
export function beginChannelMonth(channel: ChannelPosition, floorId: Snowflake): void {
  Object.assign(channel, nothingKnown);
  channel.gaps = channel.gaps
    .filter(({ beforeId }) => beforeId === null || !isUpTo(beforeId, floorId))
    .map(({ afterId, beforeId }) => ({ afterId: later(floorId, afterId), beforeId }));
}

/** Up to which message there is nothing to be counted from history. */
export function knownUpTo({ lastId, readUpToId }: ChannelPosition, { sinceId, floorId }: Cut): Snowflake {
  return later(floorId, later(lastId ?? sinceId, readUpToId));
}

/**
 * After which message history is read. A message may come after a later one, and be missed: those of the last seconds
 * that this process has counted are read once more, and known again by their ids.
 */
export function readFrom(channel: ChannelPosition, cut: Cut): Snowflake {
  const { lastId, restoredId, readUpToId } = channel;
  const knownId = knownUpTo(channel, cut);
  if (lastId === null || knownId !== lastId) return knownId;
  const earlierId = lastSnowflakeBefore(timeOfSnowflake(lastId) - outOfOrderMs);
  return later(later(cut.floorId, earlierId), later(restoredId ?? cut.floorId, readUpToId));
}

/** The process that begins a gap reads from a little before it; one that finds it at rest knows no ids, and does not. */
export function firstToRead(
  { gaps, readFromId, isReadFromStart }: ChannelPosition,
  { afterId }: MessageGap,
): Snowflake {
  return gaps.length > 1 || isReadFromStart || readFromId === null ? afterId : readFromId;
}

/** The later of two ids. */
export function later(id: Snowflake, other: Snowflake | null): Snowflake {
  return other === null || compareSnowflakes(id, other) >= 0 ? id : other;
}

/** Whether an id is not later than a limit; without one none is. */
export function isUpTo(id: Snowflake, limit: Snowflake | null): boolean {
  return limit !== null && compareSnowflakes(id, limit) <= 0;
}

/** Of the messages of a channel, one may come so much later than one that was written after it. */
const outOfOrderMs = 5_000;
