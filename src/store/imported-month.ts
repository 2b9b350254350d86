import type { Channel } from '../core/channel.ts';
import type { CounterMetric } from '../core/metric.ts';
import type { Month } from '../core/time.ts';
import type { Guild } from './records/guild.ts';
import type { Member } from './records/members.ts';

/** A guild's month as another program counted it. */
export interface ImportedMonth {
  readonly guild: Guild;
  /** New and changed channels. */
  readonly channels: readonly Channel[];
  readonly month: Month;
  /** All members with counters. */
  readonly members: readonly Member[];
  /** A column blob, as written by `encodeColumns` in `columns/columns.ts`. */
  readonly columns: Uint8Array;
  readonly imported: ImportedCounts;
  /** Whether it takes the place of an earlier import of the month. */
  readonly isReplacement: boolean;
}

/** What the files of an imported month say. */
export interface ImportedCounts {
  /** The metrics that were counted, in the order of `counterMetrics`. Of the others nothing is known. */
  readonly metrics: readonly CounterMetric[];
  /** The part of the month that the files cover, in milliseconds since the Unix epoch. */
  readonly fromMs: number;
  readonly toMs: number;
}
