import { type Channel, isCounted, noCategoryId } from '../core/channel.ts';
import { type ChannelNumber, none } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { english } from './words.ts';

/** The label of all channels that are not shown by themselves, in exports. No channel has it. */
export const hiddenLabel = '#(hidden)';

/**
 * The unique label of each of these channels that can have counters, by its number: `#name`, or `#name (id)` if another of
 * them, possibly deleted, has the same name. Leave out the channels that a reader may not know of: a label must not tell
 * that they exist.
 * Channels that lost their names when a month was sealed are `#deleted channels of` their category.
 */
export function channelLabels(channels: readonly Channel[]): ReadonlyMap<ChannelNumber, string> {
  const counted = channels
    .filter(({ number }) => number !== none)
    .map((channel) => ({ ...channel, name: nameOf(channel) }));
  const nameById = new Map(counted.map((channel) => [channel.id, channel.name]));
  const uses = new Map<string, number>();
  for (const { name } of counted) uses.set(name, (uses.get(name) ?? 0) + 1);
  return new Map(
    counted.map(({ id, name, number }) => {
      const isShared = uses.get(name) !== 1 || imitatesAnother(name, nameById) || `#${name}` === hiddenLabel;
      return [number, isShared ? `#${name} (${id})` : `#${name}`];
    }),
  );
}

function nameOf(channel: Channel): string {
  if (isCounted(channel)) return channel.name;
  if (channel.id === noCategoryId) return english.say('note.deletedChannels');
  return english.say('note.deletedChannelsOf', { category: channel.name });
}

/** Whether the name equals `name (id)` of another channel. A voice channel may have any name. */
function imitatesAnother(name: string, nameById: ReadonlyMap<Snowflake, string>): boolean {
  const parts = /^(?<name>.*) \((?<id>\d+)\)$/s.exec(name)?.groups;
  return parts?.id !== undefined && nameById.get(parts.id) === parts.name;
}
