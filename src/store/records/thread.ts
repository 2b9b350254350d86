import type { Snowflake } from '../../core/snowflake.ts';

/** A thread and its parent channel. A thread started from a message has that message's id. */
export interface Thread {
  readonly guildId: Snowflake;
  readonly id: Snowflake;
  readonly channelId: Snowflake;
}

/** A new or deleted thread. `channelId` is null for a deleted one. */
export type ThreadChange = Omit<Thread, 'channelId'> & { readonly channelId: Snowflake | null };
