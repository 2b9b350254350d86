import type { Channel } from '../core/channel.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { CounterMetric } from '../core/metric.ts';
import type { KeptReport } from '../core/report.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';

/** A guild that Census is or was in. */
export interface Guild {
  readonly id: Snowflake;
  readonly name: string;
  readonly settings: GuildSettings;
  /** Some settings could not be read and have their default. */
  readonly hasDamagedSettings?: true;
  readonly afkChannelId: Snowflake | null;
  /** Members as last reported by Discord, apps included. */
  readonly headcount: number;
  /** When Census first saw the guild, in milliseconds since the Unix epoch. Coverage begins here. */
  readonly firstConnectedMs: number;
  /**
   * When Census was removed from the guild, in milliseconds since the Unix epoch; null if it is in it. Equal to
   * {@link firstConnectedMs} if it never was.
   */
  readonly leftMs: number | null;
  readonly wasGreeted: boolean;
  /** Catch-up counts no message before this, in milliseconds since the Unix epoch. */
  readonly catchUpFromMs: number;
}

/** A span in which a guild was not observed, in milliseconds since the Unix epoch. Stored in whole seconds. */
export interface Gap {
  readonly guildId: Snowflake;
  readonly fromMs: number;
  /** Null while the gap is open. */
  readonly toMs: number | null;
  /** Members at its end minus members at its start; absent if unknown. */
  readonly headcountChange?: number;
}

/** A thread and its parent channel. A thread started from a message has that message's id. */
export interface Thread {
  readonly guildId: Snowflake;
  readonly id: Snowflake;
  readonly channelId: Snowflake;
}

/** A new or deleted thread. `channelId` is null for a deleted one. */
export type ThreadChange = Omit<Thread, 'channelId'> & { readonly channelId: Snowflake | null };

/**
 * How far the messages of a channel or thread are counted. A message id reveals its author to anyone who can read the
 * channel, so positions are stored for the open month only.
 */
export interface MessagePosition {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  /** The latest counted message; null if none was counted. */
  readonly lastId: Snowflake | null;
  /**
   * Catch-up has counted the history up to here, so these messages are skipped at the gateway. Null if it never ran.
   */
  readonly readUpToId: Snowflake | null;
  /** Ascending and disjoint. */
  readonly gaps: readonly MessageGap[];
}

/** Messages that catch-up has yet to count from the channel's history, both ends excluded. */
export interface MessageGap {
  readonly afterId: Snowflake;
  /** The first message that the gateway delivered again; null if none has come yet. */
  readonly beforeId: Snowflake | null;
}

/** A member of a guild in one month. */
export interface Member {
  readonly number: MemberNumber;
  /** As an unsigned 32-bit number, 0xa0000000 or greater; shown as 8 hex digits. */
  readonly token: number;
}

/** The tokens of a guild's month, by member number. Tokens are shown to moderators and written into exports. */
export interface Tokens {
  readonly size: number;
  /** Whether a member has this number. Erased members do not count. */
  has(member: MemberNumber): boolean;
  /**
   * The token as an unsigned 32-bit number, shown as 8 lower-case hex digits.
   *
   * @throws {RangeError} for a number without a member.
   */
  of(member: MemberNumber): number;
  /** One more than the greatest member number; 0 if there are no members. */
  readonly numbersEnd: number;
}

/** `count` different tokens as unsigned 32-bit numbers, each 0xa0000000 or greater. */
export type DrawTokens = (count: number) => Uint32Array | Promise<Uint32Array>;

/** A guild's month that Census did not count while it was open: as another program or the channels' histories have it. */
export interface ImportedMonth {
  readonly guild: Guild;
  /** New and changed channels. */
  readonly channels: readonly Channel[];
  readonly month: Month;
  /** All members with counters. */
  readonly members: readonly Member[];
  /** Column blobs, as written by `encodeColumns` in `columns/columns.ts`. They share no hour. */
  readonly columns: readonly Uint8Array[];
  /** Of this guild and month. */
  readonly totals: readonly Total[];
  readonly imported: ImportedCounts;
  /** Whether it takes the place of an earlier import of the month. */
  readonly isReplacement: boolean;
}

/** What is known of an imported month. */
export interface ImportedCounts {
  /** The metrics that were counted, in the order of `counterMetrics`. Of the others nothing is known. */
  readonly metrics: readonly CounterMetric[];
  /** The part of the month that was imported, in milliseconds since the Unix epoch. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What stays of a pruned month: its full report over all channels, without members. */
export interface MonthReport {
  readonly month: Month;
  readonly row: KeptReport;
}

/** A pruned month. `row` is null if it cannot be read. */
export type PrunedMonth = Omit<MonthReport, 'row'> & { readonly row: KeptReport | null };

/** Identifies a version of the lists of ignored and opted-out members, without naming their entries. */
export interface MemberListsState {
  /** The number of changes so far. */
  readonly generation: number;
  readonly entries: number;
  /** A check of the key that the lists are hashed with. */
  readonly keyCheck: Uint8Array;
  /** A keyed hash of the generation and all entries. */
  readonly check: Uint8Array;
}
