import type { Snowflake } from '../core/snowflake.ts';
import type { ChannelFacts } from './guild-registry.ts';
import type { ListedChannel } from './messages/message-positions.ts';

/** The channels and active threads of a guild. */
export interface ChannelList {
  readonly facts: readonly ChannelFacts[];
  /** Those that hold messages of their own. */
  readonly withMessages: readonly ListedChannel[];
  /** Forums, which hold nothing but threads. */
  readonly forumIds: readonly Snowflake[];
}
