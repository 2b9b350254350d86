import type { Channel, ChannelView } from '../core/channel.ts';
import { type ChannelNumber, none } from '../core/counter.ts';

/** The numbers of the channels with counters that are not in a view. They are summed as one channel. */
export function hiddenNumbers(channels: readonly Channel[], view: ChannelView): ReadonlySet<ChannelNumber> {
  const hidden = channels.filter((channel) => channel.number !== none && !view(channel));
  return new Set(hidden.map(({ number }) => number));
}
