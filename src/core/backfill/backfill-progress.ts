import type { Snowflake } from '../snowflake.ts';
import type { Month } from '../time.ts';

/** How far the reading of a guild's past is. */
export interface BackfillProgress {
  readonly state: 'running' | 'waiting' | 'ended';
  /** The first and the last month that were asked for. */
  readonly from: Month;
  readonly to: Month;
  /** The month that is being read; null before the first and after the last one. */
  readonly current: CurrentMonth | null;
  /** The months that are done, in the order in which they were read: the latest first. */
  readonly done: readonly MonthOutcome[];
  /** The channels whose history Census may not read, ignored ones left out. */
  readonly unreadableChannelIds: readonly Snowflake[];
  /** Messages that are not counted because their authors have left: some roles are not counted, and theirs are not known. */
  readonly ofPeopleWhoLeft: number;
}

export interface CurrentMonth {
  readonly month: Month;
  /** Channels and threads. */
  readonly placesDone: number;
  readonly places: number;
}

/** What became of a month. */
export interface MonthOutcome {
  readonly month: Month;
  readonly outcome: 'read' | LeftMonth;
  readonly messages: number;
  readonly members: number;
  readonly channels: number;
}

/**
 * Why a month is left as it is. `known`: Census counted, imported or read it already. `unwanted`: Census was in the
 * server before, and something was not counted then that is now. `empty`: nobody whom Census counts wrote.
 */
export type LeftMonth = 'known' | 'unwanted' | 'empty';
