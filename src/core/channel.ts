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
  /**
   * The number in the counters. Of a category, that of its "deleted channels" in sealed months; 0 where it has none.
   */
  readonly number: ChannelNumber;
  readonly isDeleted: boolean;
  /** When last seen, not everyone in the guild could view it. */
  readonly isPrivate?: true;
  /** The category that it is or was in, if any. */
  readonly categoryId?: Snowflake;
}

/** The id of the category that stands for none: its number is that of deleted channels which were in no category. */
export const noCategoryId: Snowflake = '0';

/** Whether something can be counted in a channel. */
export function isCounted({ kind }: Pick<Channel, 'kind'>): boolean {
  return kind !== 'category';
}

/** The category whose "deleted channels" a channel may become a part of; undefined while a guild has none for it. */
export function categoryOf(
  { categoryId }: Pick<Channel, 'categoryId'>,
  channels: ReadonlyMap<Snowflake, Channel>,
): Channel | undefined {
  const category = channels.get(categoryId ?? noCategoryId);
  return category?.kind === 'category' ? category : channels.get(noCategoryId);
}
