import type { ChannelNumber } from '../../core/counter.ts';
import type { Hour, Month } from '../../core/time.ts';
import type { Moments } from '../moments.ts';

/** One row of a report of a whole month. */
export interface MonthRow {
  readonly messages: Moments;
  /** In seconds. */
  readonly voice: Moments;
  readonly joins: number;
  readonly parts: number;
  /** The last headcount, and its hour; 0 and −1 if there is none. */
  readonly headcount: number;
  readonly headcountHour: Hour;
}

/** The rows of all reports of a whole sealed month. Derived from its counters; they identify no member. */
export interface MonthRows {
  readonly month: Month;
  readonly full: MonthRow;
  /** From Monday to Sunday. */
  readonly weekdays: readonly MonthRow[];
  /** From 0 to 23 o'clock. */
  readonly hours: readonly MonthRow[];
  /** The channels with messages or a second of voice. `people` wrote or talked. */
  readonly channels: ReadonlyMap<ChannelNumber, Pick<MonthRow, 'messages' | 'voice'> & { readonly people: number }>;
}
