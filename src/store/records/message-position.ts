import type { Snowflake } from '../../core/snowflake.ts';

/**
 * How far the messages of a channel or thread are counted. A message id reveals its author to anyone who can read the
 * channel, so positions are stored for the open month only.
 */
export interface MessagePosition {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  /** The latest counted message; null if none was counted. */
  readonly lastId: Snowflake | null;
  /**
   * Catch-up has counted the history up to here, so these messages are skipped at the gateway. Null if it never ran.
   */
  readonly readUpToId: Snowflake | null;
  /** Ascending and disjoint. */
  readonly gaps: readonly MessageGap[];
}

/** Messages that catch-up has yet to count from the channel's history, both ends excluded. */
export interface MessageGap {
  readonly afterId: Snowflake;
  /** The first message that the gateway delivered again; null if none has come yet. */
  readonly beforeId: Snowflake | null;
}
