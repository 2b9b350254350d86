import type { Snowflake } from '../../core/snowflake.ts';

/** A thread, and the channel it belongs to. Its id may be that of a message. */
export interface Thread {
  readonly guildId: Snowflake;
  readonly id: Snowflake;
  readonly channelId: Snowflake;
}

/** One whose `channelId` is null is gone. */
export type ThreadChange = Omit<Thread, 'channelId'> & { readonly channelId: Snowflake | null };
