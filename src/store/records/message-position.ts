import type { Snowflake } from '../../core/snowflake.ts';

/**
 * Up to where the messages of a channel or thread are counted. A message id names its author to whoever can read Discord:
 * at rest these are for the open month only.
 */
export interface MessagePosition {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  /** The latest message that was counted, null if none was. */
  readonly lastId: Snowflake | null;
  /** Up to here the channel's history was read: what comes from the gateway now is counted already. Null if it never was. */
  readonly readUpToId: Snowflake | null;
  /** Ascending, apart from each other. */
  readonly gaps: readonly MessageGap[];
}

/** Messages of a channel that are still to be counted from its history, both ends excluded. */
export interface MessageGap {
  readonly afterId: Snowflake;
  /** The first that came from the gateway again; null while none has. */
  readonly beforeId: Snowflake | null;
}
