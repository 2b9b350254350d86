import type { CounterMetric } from './metric.ts';
import type { Hour } from './time.ts';

/**
 * A member's number within one guild and month, in [0, 2^24). It is drawn at random and says nothing about the person.
 * Only the vault can map it to a person, and only while the month is open.
 */
export type MemberNumber = number;

/** A channel's number within its guild, from 1; {@link none} for metrics without a channel. */
export type ChannelNumber = number;

/** The channel of metrics without a channel, and the member of metrics without a member. */
export const none = 0;

/**
 * A number for (guild, hour, metric, channel, member). The guild follows from the context.
 * `amount` is in the metric's unit: messages, times, members (`total_users`) or milliseconds (`voice`).
 * `join`, `part` and `total_users` have no channel and no member: both are {@link none}.
 */
export interface Counter {
  readonly hour: Hour;
  readonly metric: CounterMetric;
  readonly channel: ChannelNumber;
  readonly member: MemberNumber;
  readonly amount: number;
}
