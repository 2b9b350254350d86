import type { Channel } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { namedChannels } from './named-channels.ts';
import type { Words } from './words.ts';

/** The progress of counting missed messages. */
export interface CatchUpProgress {
  /** Channels and threads whose missed messages are still being counted. */
  readonly channelsLeft: number;
  /** Channels whose history Census may not read. */
  readonly unreadableChannelIds: readonly Snowflake[];
}

/**
 * The lines of `/status` about missed messages; empty if none were missed.
 *
 * @param isShown Whether a channel or thread may be named.
 */
export function catchUpNotes(
  { channelsLeft, unreadableChannelIds }: CatchUpProgress,
  channels: readonly Pick<Channel, 'id' | 'name'>[],
  isShown: (id: Snowflake) => boolean,
  words: Words,
): readonly string[] {
  const notes = [];
  if (channelsLeft > 0) notes.push(words.say('status.catchingUp', { count: channelsLeft }));
  if (unreadableChannelIds.length > 0) {
    const names = new Map(channels.map(({ id, name }) => [id, name]));
    const shown = unreadableChannelIds.filter(isShown).map((id) => ({ id, name: names.get(id) ?? '' }));
    const unreadable = namedChannels(shown, shown.length < unreadableChannelIds.length, words);
    notes.push(words.say('status.unreadable', { channels: unreadable }));
  }
  return notes;
}
