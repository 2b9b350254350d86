import { overlaps } from '../../core/events/event.ts';
import type { HourRange } from '../../core/time.ts';
import type { Query } from '../query.ts';
import { type EventDeps, eventsOf } from './seen-events.ts';

/**
 * Tells whether an event was on, so that a day is not a usual one. An event that comes again and again is usual. To the
 * numbers of one channel, only events of the whole server and of that channel matter.
 */
export async function specialHours(
  query: Pick<Query, 'guildId' | 'view' | 'channel'>,
  deps: EventDeps,
): Promise<(hours: HourRange) => boolean> {
  const special = (await eventsOf(query, deps)).filter(({ isRecurring }) => !isRecurring);
  return (hours) => special.some((event) => overlaps(event, hours));
}
