import type { Channel, ChannelView } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Hour, HourRange } from '../core/time.ts';
import type { MilestoneKind } from './notices/milestones.ts';
import type { NoticeSeries } from './notices/notice-series.ts';
import type { RangeFacts } from './range-facts.ts';
import type { Value } from './value.ts';

/** The rows of a result: one in all, or one per bucket. A period is of the calendar, in UTC; weeks begin on Monday. */
export type Grouping = Period | 'total' | 'weekday' | 'hourOfDay' | 'hourOfWeek' | 'channel';
export type Period = 'hour' | 'day' | 'week' | 'month';

/** A question about one guild. */
export interface Query<About extends string = string> {
  /** Which question: see `questions/`. */
  readonly about: About;
  readonly guildId: Snowflake;
  readonly range: HourRange;
  readonly by: Grouping;
  /** Only this channel's messages and voice; null for all counted channels. */
  readonly channel: Channel | null;
  /** The channels that may have a row of their own. */
  readonly view: ChannelView;
  readonly compareWith?: 'periodBefore' | 'yearBefore';
  /** The time zone of the hours of the week, such as `Europe/Berlin`; UTC by default. Days and months are always in UTC. */
  readonly timezone?: string;
  /** Receives the share of the work done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The answer to a question. Every renderer prints the same one. */
export interface Result<Measure extends string = string> {
  readonly query: Query;
  /** The columns, in order. */
  readonly measures: readonly Measure[];
  readonly rows: readonly ResultRow<Measure>[];
  readonly facts: RangeFacts;
  /** The same question about the compared period; null if none was asked for, or if none of it was counted. */
  readonly before: Result<Measure> | null;
}

export interface ResultRow<Measure extends string = string> {
  readonly key: RowKey;
  readonly values: Readonly<Record<Measure, Value>>;
}

/** What a row is about. `hidden` is the sum of all channels that the asker may not see. */
export type RowKey =
  | { readonly kind: 'total' | 'hidden' }
  /** From 0 for Monday to 6 for Sunday. */
  | { readonly kind: 'weekday'; readonly weekday: number }
  /** From 0 to 23. */
  | { readonly kind: 'hourOfDay'; readonly hour: number }
  /** From 0 for Monday 00:00 to 167. */
  | { readonly kind: 'hourOfWeek'; readonly hour: number }
  | { readonly kind: 'channel'; readonly channel: Channel }
  /** The hours of a period, cut at the ends of the range. */
  | { readonly kind: 'period'; readonly from: Hour; readonly to: Hour }
  /** Something that stands out in a period, in all channels or in one. */
  | {
      readonly kind: 'notice';
      readonly from: Hour;
      readonly to: Hour;
      readonly of: NoticeSeries | MilestoneKind;
      readonly channel: Channel | null;
    }
  /** A group that the question names, such as a device, a language or a class of tenure. */
  | { readonly kind: 'group'; readonly name: string };
