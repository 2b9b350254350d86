import { compareSnowflakes, lastSnowflakeBefore, type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { MessageGap } from '../../store/records.ts';

/** Up to where the messages of a channel or thread are counted, as this process knows it. */
export interface ChannelPosition {
  /** Its guild; `cut` is null unless the guild is cut off. */
  readonly guild: { readonly cut: Cut | null };
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  lastId: Snowflake | null;
  /** The last message that an earlier process counted. */
  restoredId: Snowflake | null;
  readUpToId: Snowflake | null;
  /** The message after which the last range of history begins that was read, or will be. */
  readFromId: Snowflake | null;
  /** Whether the start of that range has been read. */
  isReadFromStart: boolean;
  gaps: readonly MessageGap[];
}

/** An outage of a guild, until all its channels are listed again. */
export interface Cut {
  readonly sinceId: Snowflake;
  floorId: Snowflake;
  /** The channels that were listed since, or from which a message has arrived. */
  readonly seenChannels: Set<Snowflake>;
}

/** The initial position of a channel. */
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

/** The message up to which history has nothing to count. */
export function knownUpTo({ lastId, readUpToId }: ChannelPosition, { sinceId, floorId }: Cut): Snowflake {
  return later(floorId, later(lastId ?? sinceId, readUpToId));
}

/**
 * The message after which history is read. A message may arrive after a later one, and so be missed. Therefore the last
 * seconds that this process has counted are read again; messages counted twice are recognised by their ids.
 */
export function readFrom(channel: ChannelPosition, cut: Cut): Snowflake {
  const { lastId, restoredId, readUpToId } = channel;
  const knownId = knownUpTo(channel, cut);
  if (lastId === null || knownId !== lastId) return knownId;
  const earlierId = lastSnowflakeBefore(timeOfSnowflake(lastId) - outOfOrderMs);
  return later(later(cut.floorId, earlierId), later(restoredId ?? cut.floorId, readUpToId));
}

/** The process that opened a gap reads from a little before it. A later process knows no ids, and reads from its start. */
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

/** Whether an id is not later than a limit; false without a limit. */
export function isUpTo(id: Snowflake, limit: Snowflake | null): boolean {
  return limit !== null && compareSnowflakes(id, limit) <= 0;
}

/** How long after a later message of its channel a message may arrive. */
const outOfOrderMs = 5_000;
