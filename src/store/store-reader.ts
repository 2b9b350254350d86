import type { Channel } from '../core/channel.ts';
import type { TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { HourRange, Month } from '../core/time.ts';
import type { TotalAtRest } from '../core/total.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { AnnouncedDeletion } from './month-store.ts';
import type { Gap } from './records/gap.ts';
import type { Guild } from './records/guild.ts';
import type { MemberListsState } from './records/member-lists-state.ts';
import type { Tokens } from './records/members.ts';
import type { PrunedMonth } from './records/pruned-month.ts';
import type { MonthTrial } from './trial-store.ts';

/**
 * What rests of all lanes. Any process may ask. Every method rejects with a {@link StoreUnavailable} when the disk
 * refuses.
 */
export interface StoreReader {
  /** How each lane stands, ascending by number. */
  lanes(): Promise<readonly LaneState[]>;

  /** How the vault's lists of ignored and opted-out members were; null before the first entry. */
  memberLists(): Promise<MemberListsState | null>;

  /** The guilds of all lanes, in the order in which they became known. */
  guilds(): Promise<readonly Guild[]>;

  /** A guild as the last commit left it; undefined if it is not known. */
  guild(guildId: Snowflake): Promise<Guild | undefined>;

  /** All channels of a guild, deleted ones too, in no particular order. */
  channels(guildId: Snowflake): Promise<readonly Channel[]>;

  /**
   * The counters of a guild that lie in a range, and no others, piece by piece in ascending order of hours. One
   * consistent state. A blob that is damaged is among them: see `query/readable-counters.ts`. `ErasureStore.forget`
   * waits until it is read to the end or left.
   */
  readCounters(guildId: Snowflake, range: HourRange): AsyncIterable<CounterChunk>;

  /** The tokens of a guild's members in one month. */
  tokens(guildId: Snowflake, month: Month): Promise<Tokens>;

  /** The months of a guild that have counters, ascending. */
  months(guildId: Snowflake): Promise<readonly GuildMonth[]>;

  /** The spans of a range that were not observed, ascending; one that is still open has `toMs` null. */
  gaps(guildId: Snowflake, range: HourRange): Promise<readonly Gap[]>;

  /**
   * The totals of a guild, of some metrics, whose spans begin in a range: ascending by the metric's number, then by span
   * (hours before days before months), start, channel, and the bytes of the key. What was not counted is missing.
   */
  totals(guildId: Snowflake, asked: AskedTotals): Promise<readonly TotalAtRest[]>;

  /** What is left of a guild's months whose counters were deleted, ascending. */
  prunedMonths(guildId: Snowflake): Promise<readonly PrunedMonth[]>;

  /** Who of a guild is, or was, in trial within a month; of a month that was summed up, what is known instead. */
  trial(guildId: Snowflake, month: Month): Promise<MonthTrial>;

  /** The months of a guild whose deletion is announced, ascending. */
  announcedDeletions(guildId: Snowflake): Promise<readonly AnnouncedDeletion[]>;
}

/** Which totals are asked for. */
export interface AskedTotals {
  readonly metrics: readonly TotalMetric[];
  readonly range: HourRange;
}

/** How a lane stands: of its checkpoint what concerns all of it. */
export interface LaneState extends Pick<Checkpoint, 'batch' | 'openMonth' | 'rotation' | 'observedUntilMs'> {
  readonly lane: number;
  /** How many members have a number in the open month. */
  readonly members: number;
  /** Nothing was counted in the open month yet; also while there is none. */
  readonly isUntouched: boolean;
}

/**
 * Blobs that hold the counters of some hours. The ranges of two pieces never overlap; within a piece the blobs are in
 * the order of their commits and the same counter may occur in several of them, to be added up.
 */
export interface CounterChunk {
  readonly hours: HourRange;
  readonly blobs: readonly Uint8Array[];
  /** Of each blob in the same order: the first may have all hours of the piece, any other has one of them. */
  readonly hoursOfBlobs: readonly HourRange[];
}

export interface GuildMonth {
  readonly month: Month;
  readonly isSealed: boolean;
  readonly isSplit: boolean;
  /** Another program counted it: Census did not observe it. */
  readonly isImported: boolean;
  /** A member of it did not count as active at first: see `TrialStore.trial`. */
  readonly hasTrial: boolean;
  /** How many members have counters or had a number; 0 while the month is open. */
  readonly members: number;
  /** When the salt of the month was gone, in milliseconds since the Unix epoch; null while it is not, or not known. */
  readonly saltDestroyedAtMs: number | null;
}
