import { type GuildEvent, shownEvents } from '../../core/events/event.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { Query } from '../query.ts';

export interface EventDeps {
  readonly store: Pick<StoreReader, 'channels' | 'events'>;
}

/** The events of a guild in the view of who asks, ascending. To them, others do not exist. */
export async function seenEvents(
  { guildId, view }: Pick<Query, 'guildId' | 'view'>,
  { store }: EventDeps,
): Promise<readonly GuildEvent[]> {
  const events = await store.events(guildId);
  if (events.length === 0) return events;
  return shownEvents(events, (await store.channels(guildId)).filter(view));
}

/** Those that concern the numbers of a channel, or of the whole server: see {@link seenEvents}. */
export async function eventsOf(
  asked: Pick<Query, 'guildId' | 'view' | 'channel'>,
  deps: EventDeps,
): Promise<readonly GuildEvent[]> {
  const { channel } = asked;
  const seen = await seenEvents(asked, deps);
  return seen.filter(({ channelId }) => channel === null || channelId === null || channelId === channel.id);
}
