import type { Snowflake } from '../snowflake.ts';
import { type HourRange, hourMs, hourOf } from '../time.ts';
import { eventName, type GuildEvent, longestEventHours, mostEvents, type NewEvent, withEvent } from './event.ts';

/** An event as Discord schedules it. Times are in milliseconds since the Unix epoch. */
export interface ScheduledEvent {
  readonly id: Snowflake;
  readonly name: string;
  readonly channelId: Snowflake | null;
  readonly startMs: number;
  /** Null for an event in voice, which ends when a person ends it. */
  readonly endMs: number | null;
  readonly state: 'coming' | 'active' | 'completed' | 'cancelled';
  readonly isRecurring: boolean;
}

/**
 * Events after Discord has described one of its own: a new one, a change, or the next one of those that come again. One
 * without an end lasts an hour until it is known when it ended. One that is too long or has no name is left out.
 */
export function withScheduledEvent(
  events: readonly GuildEvent[],
  scheduled: ScheduledEvent,
  nowMs: number,
): readonly GuildEvent[] {
  if (scheduled.state === 'cancelled') return withoutScheduledEvent(events, scheduled.id, nowMs);
  const known = lastOf(events, scheduled.id);
  const span = spanOf(scheduled, nowMs);
  const name = eventName(scheduled.name);
  if (name === '' || span.to - span.from > longestEventHours) {
    return withoutScheduledEvent(events, scheduled.id, nowMs);
  }
  const { channelId, id: discordId, isRecurring } = scheduled;
  const described: NewEvent = { name, ...span, channelId, discordId, isRecurring };
  if (known === undefined || (known.to <= hourOf(nowMs) && span.from >= known.to)) {
    return withEvent(withRoom(events, nowMs), described);
  }
  if (isSame(known, described)) return events;
  return events.map((event) => (event === known ? { ...described, id: known.id } : event));
}

/** Events after one of Discord's was deleted. What has taken place stays; what is on ends now. */
export function withoutScheduledEvent(
  events: readonly GuildEvent[],
  discordId: Snowflake,
  nowMs: number,
): readonly GuildEvent[] {
  const hour = hourOf(nowMs);
  const known = lastOf(events, discordId);
  if (known === undefined || known.to <= hour + 1) return events;
  if (known.from > hour) return events.filter((event) => event !== known);
  return events.map((event) => (event === known ? { ...event, to: hour + 1 } : event));
}

/** Events after Discord has listed all of its own that are to come or on. Others to come were deleted meanwhile. */
export function withScheduledEvents(
  events: readonly GuildEvent[],
  listed: readonly ScheduledEvent[],
  nowMs: number,
): readonly GuildEvent[] {
  const ids = new Set(listed.map(({ id }) => id));
  const hour = hourOf(nowMs);
  const isKept = ({ discordId, from }: GuildEvent) => discordId === null || from <= hour || ids.has(discordId);
  const kept = events.every(isKept) ? events : events.filter(isKept);
  return listed.reduce((some, scheduled) => withScheduledEvent(some, scheduled, nowMs), kept);
}

function lastOf(events: readonly GuildEvent[], discordId: Snowflake): GuildEvent | undefined {
  return events.filter((event) => event.discordId === discordId).sort((a, b) => b.from - a.from)[0];
}

function spanOf({ startMs, endMs, state }: ScheduledEvent, nowMs: number): HourRange {
  const from = hourOf(startMs);
  const end = (ms: number) => Math.max(from + 1, Math.ceil(ms / hourMs));
  if (state === 'completed') return { from, to: end(Math.min(endMs ?? nowMs, nowMs)) };
  if (endMs !== null) return { from, to: end(endMs) };
  return { from, to: state === 'active' ? end(nowMs) : from + 1 };
}

/** Where the guild has as many as may be kept, the first of Discord's gives way. */
function withRoom(events: readonly GuildEvent[], nowMs: number): readonly GuildEvent[] {
  if (events.length < mostEvents) return events;
  const oldest = events
    .filter(({ discordId, to }) => discordId !== null && to <= hourOf(nowMs))
    .sort((a, b) => a.from - b.from)[0];
  return oldest === undefined ? events : events.filter((event) => event !== oldest);
}

function isSame(known: GuildEvent, described: NewEvent): boolean {
  return Object.entries(described).every(([key, value]) => known[key as keyof NewEvent] === value);
}
