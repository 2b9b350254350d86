import type { Channel } from '../core/channel.ts';
import type { ChannelNumber } from '../core/counter.ts';
import type { GuildEvent } from '../core/events/event.ts';
import type { TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Day, Hour, HourRange, Month } from '../core/time.ts';
import type { TotalAtRest } from '../core/total.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { AnnouncedDeletion } from './month-store.ts';
import type { Post } from './post-store.ts';
import type { Gap, Guild, ImportedCounts, MemberListsState, PrunedMonth, Tokens } from './records.ts';
import type { MonthTrial } from './trial-store.ts';

/**
 * Reads the stored data of all lanes. Any process may use it.
 *
 * @throws {StoreUnavailable} from every method, when the disk or database refuses.
 */
export interface StoreReader {
  /** The state of each lane, ascending by number. */
  lanes(): Promise<readonly LaneState[]>;

  /** The state of the vault's lists of ignored and opted-out members; null before the first entry. */
  memberLists(): Promise<MemberListsState | null>;

  /** The guilds of all lanes, in the order in which they were first stored. */
  guilds(): Promise<readonly Guild[]>;

  /** A guild after the last commit; undefined if it is unknown. */
  guild(guildId: Snowflake): Promise<Guild | undefined>;

  /** All channels of a guild, including deleted ones, in no particular order. */
  channels(guildId: Snowflake): Promise<readonly Channel[]>;

  /**
   * The counters of a guild within a range, in chunks ascending by hour, from one consistent snapshot. Damaged blobs
   * are included: see `query/readable-counters.ts`. `ErasureStore.forget` waits until the iteration ends.
   */
  readCounters(guildId: Snowflake, range: HourRange): AsyncIterable<CounterChunk>;

  /**
   * The same counters in chunks of any order that share no counter, from one consistent snapshot: the hours of two chunks
   * may be the same, but not their channels. Faster than {@link readCounters} where the order does not matter, and much
   * faster for one channel: chunks that have nothing of it, and nothing without a channel, are left out. Others may still
   * hold counters of other channels.
   */
  readParts(guildId: Snowflake, range: HourRange, channel: ChannelNumber | null): AsyncIterable<CounterChunk>;

  /**
   * The days of a range of whole days, ascending, from one consistent snapshot: what was derived of a day when it was
   * closed or, where that is missing or no longer true, the counters. A day without either is left out.
   */
  readDays(guildId: Snowflake, range: HourRange, asked: DerivedOfDay): AsyncIterable<StoredDay>;

  /** Which hours of a month are closed; null if the guild has no such month. */
  closedHours(guildId: Snowflake, month: Month): Promise<ClosedHours | null>;

  /** The rows of a whole sealed month, encoded by `columns/day/month-rows.ts`; null if they are not made yet. */
  monthRows(guildId: Snowflake, month: Month): Promise<Uint8Array | null>;

  /** The tokens of a guild's members in one month. */
  tokens(guildId: Snowflake, month: Month): Promise<Tokens>;

  /** The months of a guild that have counters, ascending. */
  months(guildId: Snowflake): Promise<readonly GuildMonth[]>;

  /**
   * As {@link months} of each guild, with their closed hours, from one consistent snapshot. Guilds without any are left
   * out. Asking for all takes a moment, so ask for some tens at once.
   */
  monthsOfGuilds(guildIds: readonly Snowflake[]): Promise<ReadonlyMap<Snowflake, readonly ClosingMonth[]>>;

  /** As {@link readCounters} of each range, in the same order, from one consistent snapshot. Meant for few counters. */
  countersOfGuilds(
    asked: readonly { readonly guildId: Snowflake; readonly range: HourRange }[],
  ): Promise<readonly (readonly CounterChunk[])[]>;

  /** The gaps that overlap a range, ascending. */
  gaps(guildId: Snowflake, range: HourRange): Promise<readonly Gap[]>;

  /**
   * The totals of a guild for some metrics whose spans begin in a range. Ascending by metric id, grain (hours, days,
   * months), start, channel and the bytes of the key. What was not counted has no row.
   */
  totals(guildId: Snowflake, asked: AskedTotals): Promise<readonly TotalAtRest[]>;

  /** The pruned months of a guild, ascending. */
  prunedMonths(guildId: Snowflake): Promise<readonly PrunedMonth[]>;

  /**
   * The final summaries of a pruned month, encoded by `columns/day/final-summaries-bytes.ts`; null for a month that is
   * not pruned.
   */
  finalSummaries(guildId: Snowflake, month: Month): Promise<Uint8Array | null>;

  /** The members of a guild who are or were in trial in a month or, once that is summed up, the summary. */
  trial(guildId: Snowflake, month: Month): Promise<MonthTrial>;

  /** What Census posted by itself in a guild, or why not, in the order of the kinds. */
  posts(guildId: Snowflake): Promise<readonly Post[]>;

  /** The named spans of time of a guild, ascending by their start, then by id. */
  events(guildId: Snowflake): Promise<readonly GuildEvent[]>;

  /** The months of a guild whose deletion is announced, ascending. */
  announcedDeletions(guildId: Snowflake): Promise<readonly AnnouncedDeletion[]>;
}

/** Which totals are asked for. */
export interface AskedTotals {
  readonly metrics: readonly TotalMetric[];
  readonly range: HourRange;
}

/** The state of a lane: the parts of its checkpoint that are not about single guilds. */
export interface LaneState extends Pick<Checkpoint, 'batch' | 'openMonth' | 'rotation' | 'observedUntilMs'> {
  readonly lane: number;
  /** How many members have a number in the open month. */
  readonly members: number;
  /** Nothing is counted in the open month yet, or there is no open month. */
  readonly isUntouched: boolean;
}

/**
 * Blobs with the counters of some hours. Chunks never overlap. Within a chunk the blobs are in the order of their
 * commits, and a counter may occur in several of them; its value is their sum.
 */
export interface CounterChunk {
  readonly hours: HourRange;
  readonly blobs: readonly Uint8Array[];
  /** The hours of each blob, in the same order. The first ones may cover the whole chunk; any other covers one hour. */
  readonly hoursOfBlobs: readonly HourRange[];
}

/**
 * What is derived of a closed day. `rollUp`: the sums of each member, as a column blob of channel 1 in the day's first
 * hour, with voice in seconds, and the day's joins, parts and headcounts in their own hours (`columns/day/roll-up.ts`).
 * `summary`: a `DaySummary`, encoded by `columns/day/day-summary.ts`.
 */
export type DerivedOfDay = 'rollUp' | 'summary';

/**
 * The counters of closed hours stay as they are until `reopened` changes or `until` falls. A month that was deleted and
 * comes again has another `reopened`.
 */
export interface ClosedHours {
  /** The hours of the month before this one are closed. */
  readonly until: Hour;
  readonly reopened: number;
}

/** A month, and which of its hours are closed. */
export interface ClosingMonth extends GuildMonth {
  readonly closed: ClosedHours;
}

export interface StoredDay {
  readonly day: Day;
  /** Null if there are only counters. */
  readonly derived: Uint8Array | null;
  /** As from {@link StoreReader.readCounters}; empty if `derived` is given. */
  readonly chunks: readonly CounterChunk[];
}

export interface GuildMonth {
  readonly month: Month;
  readonly isSealed: boolean;
  /** One person may have two tokens in it. */
  readonly isSplit: boolean;
  /** What another program counted of it; Census did not observe it. Null for a month that Census counted. */
  readonly imported: ImportedCounts | null;
  /** At least one member was in trial. */
  readonly hasTrial: boolean;
  /** How many members have a token; 0 while the month is open. */
  readonly members: number;
  /** When the month's salt was destroyed, in milliseconds since the Unix epoch; null if it was not, or if unknown. */
  readonly saltDestroyedAtMs: number | null;
}
