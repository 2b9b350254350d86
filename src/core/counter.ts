import type { Hour } from './time.ts';

/**
 * The counted events, by the names that the export shows. They stand in the order of their bytes, which is
 * the order of the export's rows; the place in this list is the event's number in a column blob.
 */
export const counterEvents = ['join', 'msg', 'part', 'total_users', 'voice'] as const;
export type CounterEvent = (typeof counterEvents)[number];

/**
 * A member's number within one guild and month, from [0, 2^24). It is drawn at random and says nothing about
 * the person; only the vault can tell, and only while the month is open.
 */
export type MemberNumber = number;

/** A channel's number within its guild, from 1 up; {@link none} where an event has no channel. */
export type ChannelNumber = number;

/** Stands for the channel of an event without channel, and for the member of an event without member. */
export const none = 0;

/**
 * A number for (guild, hour, event, channel, member); the guild is known from where it lies.
 * `amount` is messages, times, members (of `total_users`) or, for `voice`, milliseconds.
 * `join`, `part` and `total_users` have neither channel nor member: both are {@link none}.
 */
export interface Counter {
  readonly hour: Hour;
  readonly event: CounterEvent;
  readonly channel: ChannelNumber;
  readonly member: MemberNumber;
  readonly amount: number;
}
