import type { CounterMetric } from './metric.ts';
import type { Hour } from './time.ts';

/**
 * A member's number within one guild and month, from [0, 2^24). It is drawn at random and says nothing about
 * the person; only the vault can tell, and only while the month is open.
 */
export type MemberNumber = number;

/** A channel's number within its guild, from 1 up; {@link none} where a metric has no channel. */
export type ChannelNumber = number;

/** Stands for the channel of a metric without channel, and for the member of a metric without member. */
export const none = 0;

/**
 * A number for (guild, hour, metric, channel, member); the guild is known from where it lies.
 * `amount` is messages, times, members (of `total_users`) or, for `voice`, milliseconds.
 * `join`, `part` and `total_users` have neither channel nor member: both are {@link none}.
 */
export interface Counter {
  readonly hour: Hour;
  readonly metric: CounterMetric;
  readonly channel: ChannelNumber;
  readonly member: MemberNumber;
  readonly amount: number;
}
