import type { ChannelNumber } from './counter.ts';
import type { Snowflake } from './snowflake.ts';

/** What Census tells apart. A `text` channel is any that is written in, an announcement channel or a forum too. */
export type ChannelKind = 'text' | 'voice' | 'category' | 'thread';

/** A channel of a guild as Census knows it, also after it was deleted. */
export interface Channel {
  readonly id: Snowflake;
  readonly kind: ChannelKind;
  /** Its present or last name without `#`; empty for threads, whose names Census does not keep. */
  readonly name: string;
  /** The number in the counters; {@link none} for categories and for threads, which count for their parent. */
  readonly number: ChannelNumber;
  /** The channel that a thread belongs to; null for all others. */
  readonly parentId: Snowflake | null;
  readonly isDeleted: boolean;
}
