import type { Channel } from '../channel.ts';
import type { Snowflake } from '../snowflake.ts';
import type { HourRange } from '../time.ts';

/** A span of time with a name, such as a conference: what moderators noted, or an event that Discord has scheduled. */
export interface GuildEvent extends HourRange {
  /** From 1, unique in its guild. */
  readonly id: number;
  /** At most {@link longestEventName} characters. It may name people, so it is shown in Discord and nowhere else. */
  readonly name: string;
  /** The channel in which it was; null for the whole server. */
  readonly channelId: Snowflake | null;
  /** The id of Discord's scheduled event; null for one that moderators noted. */
  readonly discordId: Snowflake | null;
  /** It comes again and again, so its days are usual ones. */
  readonly isRecurring: boolean;
}

/** An event that has no number yet. */
export type NewEvent = Omit<GuildEvent, 'id'>;

/** As Discord allows for scheduled events, in characters. */
export const longestEventName = 100;

/** The longest event, in hours. A longer one could not be told from the time around it. */
export const longestEventHours = 31 * 24;

/** A guild keeps no more of them. */
export const mostEvents = 500;

/** A name as it is kept: on one line, without mentions and ids, which could identify people, and cut. Empty if nothing is left. */
export function eventName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/<(?:@[!&]?|#)\d+>/g, ' ')
    .replace(/\d{15,}/g, ' ')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return Array.from(plain).slice(0, longestEventName).join('').trim();
}

/** Events with one more. Those that are full stay as they are. */
export function withEvent(events: readonly GuildEvent[], added: NewEvent): readonly GuildEvent[] {
  if (events.length >= mostEvents) return events;
  const last = events.reduce((most, { id }) => Math.max(most, id), 0);
  return [...events, { id: last + 1, ...added }];
}

/** Those of the whole server, and of channels that may be shown. To anyone else, the others do not exist. */
export function shownEvents(events: readonly GuildEvent[], channels: readonly Channel[]): readonly GuildEvent[] {
  const shown = new Set(channels.map(({ id }) => id));
  return events.filter(({ channelId }) => channelId === null || shown.has(channelId));
}

/** Whether two spans have an hour in common. */
export function overlaps(one: HourRange, other: HourRange): boolean {
  return one.from < other.to && other.from < one.to;
}
