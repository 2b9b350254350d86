import type { Channel } from '../core/channel.ts';
import type { Month } from '../core/time.ts';
import type { Guild } from './records/guild.ts';
import type { Member } from './records/members.ts';
import type { ImportedCounts } from './store-reader.ts';

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
