import type { ScheduledEvent } from '../../core/events/scheduled-event.ts';
import type { Of } from '../../core/shape.ts';
import { scheduledEvent } from '../discord-shapes.ts';
import type { WholeGuild } from '../dispatch-shapes.ts';
import type { Listener, ListenerContext } from './listener.ts';

export const guildScheduledEventCreate: Listener<'GUILD_SCHEDULED_EVENT_CREATE'> = {
  event: 'GUILD_SCHEDULED_EVENT_CREATE',
  listen: (data, context) => put(data, context),
};

export const guildScheduledEventUpdate: Listener<'GUILD_SCHEDULED_EVENT_UPDATE'> = {
  event: 'GUILD_SCHEDULED_EVENT_UPDATE',
  listen: (data, context) => put(data, context),
};

export const guildScheduledEventDelete: Listener<'GUILD_SCHEDULED_EVENT_DELETE'> = {
  event: 'GUILD_SCHEDULED_EVENT_DELETE',
  listen({ guild_id: guildId, id }, { guilds, scheduledEvents }) {
    if (guilds.get(guildId) !== undefined) scheduledEvents.remove(guildId, id);
  },
};

/** Takes over the events that a whole guild lists. One that is not understood is left out: it costs nothing else. */
export function listScheduledEvents(guild: WholeGuild, { scheduledEvents }: ListenerContext): void {
  const { guild_scheduled_events: listed } = guild;
  if (!Array.isArray(listed)) return;
  const understood = listed.filter((event) => scheduledEvent.faultIn(event) === null) as Data[];
  scheduledEvents.list(guild.id, understood.map(eventOf));
}

type Data = Of<typeof scheduledEvent>;

function put(data: Data, { guilds, scheduledEvents }: ListenerContext): void {
  if (guilds.get(data.guild_id) !== undefined) scheduledEvents.put(data.guild_id, eventOf(data));
}

function eventOf(data: Data): ScheduledEvent {
  return {
    id: data.id,
    name: data.name,
    channelId: data.channel_id ?? null,
    startMs: Date.parse(data.scheduled_start_time),
    endMs: typeof data.scheduled_end_time === 'string' ? Date.parse(data.scheduled_end_time) : null,
    state: states[data.status] ?? 'coming',
    isRecurring: typeof data.recurrence_rule === 'object' && data.recurrence_rule !== null,
  };
}

/** Discord API reference, "Guild Scheduled Event Status". */
const states: Readonly<Record<number, ScheduledEvent['state']>> = {
  1: 'coming',
  2: 'active',
  3: 'completed',
  4: 'cancelled',
};
