import type { Channel } from '../core/channel.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { JoinerCount } from '../core/joiner-count.ts';
import type { MemberListsState } from '../core/member-lists-state.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { TenureCount } from '../core/tenure.ts';
import type { Day, Hour, HourRange, Month } from '../core/time.ts';
import type { TrialSpans } from '../core/trial-span.ts';
import type { VisitorCount, VisitorTotal } from '../core/visit.ts';
import type { DeletionStore } from './deletion-store.ts';
import type { ImportedMonth } from './imported-month.ts';
import type { KeptTotals, MonthTotals } from './kept-totals.ts';
import type { DrawTokens, Member, Tokens } from './members.ts';
import type { MessagePosition } from './message-position.ts';
import type { ScreenedBatch } from './screened-batch.ts';
import type { Thread, ThreadChange } from './thread.ts';
import type { TrialChange, TrialStore } from './trial-store.ts';

/**
 * Where counters rest. The port is asynchronous so that a database server can stand behind it with the same column blobs.
 * Every implementation passes `test/store/store-contract.ts`.
 *
 * Every method rejects with a {@link StoreUnavailable} when the disk or the database refuses, and has changed nothing then.
 */
export interface Store extends TrialStore, DeletionStore {
  /** What the last commit left: where a starting bot goes on. */
  checkpoint(): Promise<Checkpoint>;

  /**
   * Makes a batch durable: all of it, or nothing. One whose number was committed before changes nothing. For what is in the
   * batch, it rejects with another error than {@link StoreUnavailable}.
   */
  commit(batch: Batch): Promise<void>;

  /** Tries the rows of a batch one by one, to find those that {@link commit} rejects. Changes nothing. */
  screen(batch: Batch): Promise<ScreenedBatch>;

  /** Merges what was counted in hours before this one into compact segments. Changes no number. */
  compact(before: Hour): Promise<void>;

  /**
   * The counters of a guild that lie in a range, and no others, piece by piece in ascending order of hours. One
   * consistent state. A blob that is damaged is among them: see `report/readable-counters.ts`. A {@link scrub} waits until
   * it is read to the end or left.
   */
  pieces(guildId: Snowflake, range: HourRange): AsyncIterable<Piece>;

  /**
   * Writes a guild's settings at once, and from when on its messages are counted from history. The next batch that names
   * the guild replaces both.
   */
  putSettings(guildId: Snowflake, settings: GuildSettings, catchUpFromMs: number): Promise<void>;

  /** A guild as the last commit left it; undefined if it is not known. */
  guild(guildId: Snowflake): Promise<Guild | undefined>;

  /** All channels of a guild, deleted ones too, in no particular order. */
  channels(guildId: Snowflake): Promise<readonly Channel[]>;

  /** The tokens of a guild's members in one month. */
  tokens(guildId: Snowflake, month: Month): Promise<Tokens>;

  /** The months of a guild that have counters, ascending. */
  months(guildId: Snowflake): Promise<readonly GuildMonth[]>;

  /** The spans of a range that were not observed, ascending; one that is still open has `toMs` null. */
  gaps(guildId: Snowflake, range: HourRange): Promise<readonly Gap[]>;

  /** How many members were active on the days that begin in a range, by tenure, ascending by day and tenure. */
  tenure(guildId: Snowflake, range: HourRange): Promise<readonly TenureCount[]>;

  /** How many people joined on the days that begin in a range, ascending; a day on which nobody did is missing. */
  joiners(guildId: Snowflake, range: HourRange): Promise<readonly JoinerCount[]>;

  /**
   * Draws, while things are still being counted, most of the tokens that {@link beginRotation} of the same process will
   * need for `month`, so that it is short. Changes nothing; may be left out, and repeated.
   */
  draftTokens(month: Month, drawTokens: DrawTokens): Promise<void>;

  /**
   * First step of a rotation, all or nothing: gives every member of `month` a token from `drawTokens`, forgets its
   * open voice sessions, the gateway positions, the threads and the message positions (of a message gap, what lies in
   * `next` stays, and begins with it), takes back that anything was seen of `next` or of the last minute before it, and
   * notes that `month` is being closed and `next` comes after it. Repeated, it does nothing.
   * Resolves, also when repeated, to how many members of all guilds have got a token.
   */
  beginRotation(month: Month, next: Month, drawTokens: DrawTokens): Promise<number>;

  /**
   * Overwrites what was deleted, in database and journal, until no byte of it is left. Writing goes on meanwhile. Rejects with
   * `StillRead` when a reader stays for longer than `patienceMs`, by default a minute; it is then done after a later write.
   */
  scrub(patienceMs?: number): Promise<void>;

  /**
   * Last step of a rotation: `month` is sealed and `next` open. Before the first rotation it opens the first month.
   * `saltDestroyedAtMs` is when the salt of the sealed month was gone, null where none was.
   */
  endRotation(next: Month, saltDestroyedAtMs: number | null): Promise<void>;

  /** From now on every report of `month` says that one person may stand in it under two tokens. */
  markSplit(month: Month): Promise<void>;

  /**
   * Deletes all that is known of a member of the open month (counters, token, open voice session), all or nothing. Where
   * `joinedAtMs` says since when they have been one, they are taken out of the tenure of the days on which they were active,
   * too. A number without a member changes nothing. Durable when it resolves, also after a loss of power: the vault then
   * forgets whose number it was. The caller scrubs afterwards. Resolves to those days.
   */
  eraseMember(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null): Promise<ReadonlySet<Day>>;

  /** Takes over, in place of what it knew of them, how the lists of ignored and opted-out members are now. */
  acceptMemberLists(lists: MemberListsState | null): Promise<void>;

  /**
   * Deletes the counters and tokens of a sealed month and keeps its totals, all or nothing. Repeated, it does nothing.
   * Whoever calls it scrubs afterwards.
   */
  forgetMonth(guildId: Snowflake, totals: MonthTotals): Promise<void>;

  /**
   * Writes a whole month that is over and that Census has not counted, sealed from the start, with its guild and those
   * channels of it that are new, all or nothing. False, and nothing is changed, where anything is kept of the month.
   */
  importMonth(month: ImportedMonth): Promise<boolean>;

  /** What is left of a guild's months whose counters were deleted, ascending. */
  totals(guildId: Snowflake): Promise<readonly KeptTotals[]>;

  /** The totals of a guild's visitors, by month, dimension and value, ascending. */
  visitors(guildId: Snowflake): Promise<readonly VisitorTotal[]>;

  /** Deletes them in all months before this one; resolves to how many. Where there were any, whoever calls it scrubs. */
  forgetVisitors(guildId: Snowflake, before: Month): Promise<number>;

  /** Deletes all that is known of a guild, and scrubs as soon as nobody reads. */
  removeGuild(guildId: Snowflake): Promise<void>;

  close(): Promise<void>;
}

/** The disk or the database refused. The message says why and what to do, without an id. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

export interface Checkpoint {
  /** The number of the last committed batch; 0 before the first. */
  readonly batch: number;
  /** The month that counters go to; null before the first rotation opened one. */
  readonly openMonth: Month | null;
  /** A rotation that was begun and not ended. */
  readonly rotation: { readonly month: Month; readonly next: Month } | null;
  /** Up to here, in milliseconds since the Unix epoch, all was seen or noted as a gap; null before the first commit. */
  readonly observedUntilMs: number | null;
  readonly gatewayPositions: readonly GatewayPosition[];
  readonly guilds: readonly Guild[];
  /** By guild. */
  readonly channels: ReadonlyMap<Snowflake, readonly Channel[]>;
  /** Threads that were begun in the open month. */
  readonly threads: readonly Thread[];
  /** The members of the open month by guild: what number and token are taken. */
  readonly members: ReadonlyMap<Snowflake, readonly Member[]>;
  readonly voiceSessions: readonly OpenVoiceSession[];
  /** Column blobs of what was counted in the open month since the day before {@link observedUntilMs} began, by guild. */
  readonly recentCounters: ReadonlyMap<Snowflake, readonly Uint8Array[]>;
  /** Up to where the messages of each channel are counted in the open month. */
  readonly messagePositions: readonly MessagePosition[];
  /** Who of the open month is, or was, in trial, by guild. */
  readonly trial: ReadonlyMap<Snowflake, TrialSpans>;
  /** Gaps that are still open. */
  readonly openGaps: readonly Gap[];
  /** How the vault's lists of ignored and opted-out members were; null before the first entry. */
  readonly memberLists: MemberListsState | null;
}

/** All that changed since the batch before. What is not named stays as it was. */
export interface Batch {
  /** One more than the batch before. */
  readonly number: number;
  readonly observedUntilMs: number;
  /** All sessions that can be resumed; any other that was stored is void. */
  readonly gatewayPositions: readonly GatewayPosition[];
  readonly guilds: readonly Guild[];
  readonly channels: readonly { readonly guildId: Snowflake; readonly channel: Channel }[];
  /** Threads that became known, or are gone. One that was not begun in the open month is not kept. */
  readonly threads: readonly ThreadChange[];
  /** Members seen for the first time in the open month. */
  readonly members: readonly { readonly guildId: Snowflake; readonly member: Member }[];
  readonly deltas: readonly Delta[];
  /** To be added to what is known of a day. */
  readonly tenure: readonly (TenureCount & { readonly guildId: Snowflake })[];
  /** Those that have changed; each replaces what was known of that member. */
  readonly trial: readonly TrialChange[];
  /** All voice sessions that are open now, of all guilds; null when none has changed. */
  readonly voiceSessions: readonly OpenVoiceSession[] | null;
  /** Those that have changed; one that says nothing any more is deleted. */
  readonly messagePositions: readonly MessagePosition[];
  /** Gaps opened or closed; one with the same guild and start replaces the earlier, unless that was closed later. */
  readonly gaps: readonly Gap[];
  /** To be added to the totals of the open month. */
  readonly visitors: readonly VisitorCount[];
  /** To be added to what is known of a day. */
  readonly joiners: readonly (JoinerCount & { readonly guildId: Snowflake })[];
  readonly memberLists: MemberListsState | null;
}

/** Counters to be added to those of a guild and month. A `total_users` among them replaces an earlier one of its hour. */
export interface Delta {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** The hours that occur in it, all within the month. */
  readonly hours: HourRange;
  /** As `encodeColumns` of `core/columns.ts` makes it. */
  readonly columns: Uint8Array;
}

/**
 * Blobs that hold the counters of some hours. The ranges of two pieces never overlap; within a piece the blobs are in
 * the order of their commits and the same counter may occur in several of them, to be added up.
 */
export interface Piece {
  readonly hours: HourRange;
  readonly blobs: readonly Uint8Array[];
  /** Of each blob in the same order: the first may have all hours of the piece, any other has one of them. */
  readonly hoursOfBlobs: readonly HourRange[];
}

export interface Guild {
  readonly id: Snowflake;
  readonly name: string;
  readonly settings: GuildSettings;
  /** Some of the settings could not be read, and are as they are by themselves. */
  readonly hasDamagedSettings?: true;
  readonly afkChannelId: Snowflake | null;
  /** Members as Discord last said, bots included. */
  readonly headcount: number;
  /** When Census first saw it; coverage begins here. Milliseconds since the Unix epoch. */
  readonly firstConnectedMs: number;
  /** When Census was removed from it, or null. The instant of the first connection where it has never been in it. */
  readonly leftMs: number | null;
  readonly wasGreeted: boolean;
  /** Messages before this instant are not counted from a channel's history. Milliseconds since the Unix epoch. */
  readonly catchUpFromMs: number;
  /** The last month whose end was told in the report channel; null before the first. */
  readonly announcedMonth: Month | null;
  /** False from when that telling is begun until it is known to have arrived. */
  readonly isAnnouncementCertain: boolean;
  /** Whether the report channel was told that more members were active than the ceiling, since they last were clearly fewer. */
  readonly wasToldOfCeiling: boolean;
}

export interface GuildMonth {
  readonly month: Month;
  readonly isSealed: boolean;
  readonly isSplit: boolean;
  /** Another program counted it: Census did not observe it. */
  readonly isImported: boolean;
  /** Somebody in it did not count as active at first: see `TrialStore.trial`. */
  readonly hasTrial: boolean;
  /** How many members have counters or had a number; 0 while the month is open. */
  readonly members: number;
  /** When the salt of the month was gone, in milliseconds since the Unix epoch; null while it is not, or not known. */
  readonly saltDestroyedAtMs: number | null;
}

/** Somebody connected to voice. Its time before `countedUntilMs` is already in the counters. */
export interface OpenVoiceSession {
  readonly guildId: Snowflake;
  readonly member: MemberNumber;
  readonly channelId: Snowflake;
  readonly countedUntilMs: number;
}

/** A span in which a guild was not observed, in milliseconds since the Unix epoch, kept in whole seconds. */
export interface Gap {
  readonly guildId: Snowflake;
  readonly fromMs: number;
  readonly toMs: number | null;
  /** How many members more (or, below 0, fewer) there were at its end; absent where that is not known. */
  readonly headcountChange?: number;
}

/** Up to where a shard's dispatches are in the counters, and the session in which they came. */
export interface GatewayPosition {
  readonly shardId: number;
  readonly shardCount: number;
  readonly sessionId: string;
  readonly resumeUrl: string;
  /** The intents that the session was begun with, as bits; 0 where that is not known. */
  readonly intents: number;
  /** Every dispatch up to this sequence number is counted. */
  readonly sequence: number;
  /** Those counted beyond it, ascending. */
  readonly countedAbove: readonly number[];
}
