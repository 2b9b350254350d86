import { overlaps } from '../../core/event.ts';
import type { HourRange } from '../../core/time.ts';
import type { Query } from '../query.ts';
import { type EventDeps, seenEvents } from './seen-events.ts';

/**
 * Tells whether an event was on, so that a day is not a usual one. An event that comes again and again is usual. To the
 * numbers of one channel, only events of the whole server and of that channel matter.
 */
export async function specialHours(
  query: Pick<Query, 'guildId' | 'view' | 'channel'>,
  deps: EventDeps,
): Promise<(hours: HourRange) => boolean> {
  const { channel } = query;
  const special = (await seenEvents(query, deps)).filter(
    ({ isRecurring, channelId }) => !isRecurring && (channel === null || channelId === null || channelId === channel.id),
  );
  return (hours) => special.some((event) => overlaps(event, hours));
}
