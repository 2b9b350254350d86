import { type ChannelNumber, none } from './counter.ts';
import type { Snowflake } from './snowflake.ts';

/**
 * The kinds of channel that Census distinguishes. `text` is any channel for messages, including announcement channels
 * and forums. Threads are not channels: they count as their parent.
 */
export type ChannelKind = 'text' | 'voice' | 'category';

/** A channel of a guild. It may be deleted. */
export interface Channel {
  readonly id: Snowflake;
  readonly kind: ChannelKind;
  /** Its current or last name, without `#`. */
  readonly name: string;
  /**
   * The number in the counters. For a category, the number of its "deleted channels" in sealed months; 0 if it has
   * none.
   */
  readonly number: ChannelNumber;
  readonly isDeleted: boolean;
  /** Not everyone in the guild could view it when it was last seen. */
  readonly isPrivate?: true;
  /** The category that it is or was in, if any. */
  readonly categoryId?: Snowflake;
}

/** A placeholder category for channels outside any category. Its number is that of their "deleted channels". */
export const noCategoryId: Snowflake = '0';

/** Whether a channel has counters. */
export function isCounted({ kind }: Pick<Channel, 'kind'>): boolean {
  return kind !== 'category';
}

/** The category whose "deleted channels" would take a channel's counters; undefined if the guild has none yet. */
export function categoryOf(
  { categoryId }: Pick<Channel, 'categoryId'>,
  channels: ReadonlyMap<Snowflake, Channel>,
): Channel | undefined {
  const category = channels.get(categoryId ?? noCategoryId);
  return category?.kind === 'category' ? category : channels.get(noCategoryId);
}

/**
 * Which channels may be shown by themselves to the asker: by name, as a row, or as a question. Sums are always of all
 * channels. The command line sees all.
 */
export type ChannelView = (channel: Channel) => boolean;

export const seesAllChannels: ChannelView = () => true;

/** The numbers of the channels with counters that are not in a view. They are summed as one channel. */
export function hiddenNumbers(channels: readonly Channel[], view: ChannelView): ReadonlySet<ChannelNumber> {
  const hidden = channels.filter((channel) => channel.number !== none && !view(channel));
  return new Set(hidden.map(({ number }) => number));
}
