import type { Channel } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { namedChannels } from './named-channels.ts';

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
): readonly string[] {
  const notes = [];
  if (channelsLeft > 0) {
    notes.push(`Still counting what was missed: ${channelsLeft} ${channelsLeft === 1 ? 'channel' : 'channels'} left.`);
  }
  if (unreadableChannelIds.length > 0) {
    const names = new Map(channels.map(({ id, name }) => [id, name]));
    const shown = unreadableChannelIds.filter(isShown).map((id) => ({ id, name: names.get(id) ?? '' }));
    const unreadable = namedChannels(shown, shown.length < unreadableChannelIds.length);
    notes.push(`What was missed in ${unreadable} cannot be counted: Read Message History is missing.`);
  }
  return notes;
}
