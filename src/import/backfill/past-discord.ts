import type { ChannelList } from '../../collect/guild-registry.ts';
import type { ChannelHistory } from '../../collect/messages/catch-up.ts';
import type { Snowflake } from '../../core/snowflake.ts';

/** What Discord still has of a guild's past. Every method rejects if Discord does not answer at the moment. */
export interface PastDiscord extends Pick<ChannelHistory, 'after' | 'archivedThreads'> {
  /** The current channels and active threads of a guild; null if Census is no longer in it. */
  channels(guildId: Snowflake): Promise<ChannelList | null>;

  /** Whether Census may read the history of a channel, and so that of its threads. */
  mayRead(guildId: Snowflake, channelId: Snowflake): Promise<boolean>;
}

/** Asks until Discord answers. Rejects once the work is aborted, or if Discord refuses the bot. */
export type AskPatiently = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;
