import type { Channel } from '../core/channel.ts';
import type { Month } from '../core/time.ts';
import type { Guild } from './records/guild.ts';
import type { Member } from './records/members.ts';

/** A month of a guild as another program counted it. */
export interface ImportedMonth {
  readonly guild: Guild;
  /** Those that are new or changed. */
  readonly channels: readonly Channel[];
  readonly month: Month;
  /** All that have counters. */
  readonly members: readonly Member[];
  /** As `encodeColumns` of `columns/columns.ts` makes it. */
  readonly columns: Uint8Array;
}
