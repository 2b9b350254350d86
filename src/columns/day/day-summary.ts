import type { ChannelNumber } from '../../core/counter.ts';
import type { Day, Hour } from '../../core/time.ts';

/** What some members did, without who they are. */
export interface Sums {
  /** Who wrote a message or was in voice for a second. */
  readonly people: number;
  readonly writers: number;
  /** Who was in voice for a second. */
  readonly talkers: number;
  readonly messages: number;
  /** Each counter is rounded down to seconds before it is added. */
  readonly voiceSeconds: number;
}

/** Joins, leaves and the last number of members. */
export interface Flow {
  readonly joins: number;
  readonly parts: number;
  /** Null if none was stored. */
  readonly headcount: number | null;
}

/**
 * What was counted on a closed day, without members. It is derived from the day's counters, and says nothing that they do
 * not say. Hours and channels without counters are left out.
 */
export interface DaySummary extends Sums, Flow {
  readonly day: Day;
  /** Ascending by hour. `hour` is in hours since the Unix epoch. */
  readonly hours: readonly (Sums & Flow & { readonly hour: Hour })[];
  /** Ascending by channel. */
  readonly channels: readonly (Sums & { readonly channel: ChannelNumber })[];
}
