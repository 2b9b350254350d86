import type { ChannelNumber } from './counter.ts';
import type { Snowflake } from './snowflake.ts';

/**
 * What Census tells apart. A `text` channel is any that is written in, an announcement channel or a forum too. Threads are no
 * channels of their own: they count for the channel they belong to.
 */
export type ChannelKind = 'text' | 'voice' | 'category';

/** A channel of a guild as Census knows it, also after it was deleted. */
export interface Channel {
  readonly id: Snowflake;
  readonly kind: ChannelKind;
  /** Its present or last name without `#`. */
  readonly name: string;
  /** The number in the counters; {@link none} for categories. */
  readonly number: ChannelNumber;
  readonly isDeleted: boolean;
}
