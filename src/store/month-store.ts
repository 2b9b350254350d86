import type { TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { dayMs, type Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { ImportedMonth } from './imported-month.ts';
import type { DrawTokens } from './records/members.ts';
import type { MonthReport } from './records/pruned-month.ts';

/** The part of the port that is about the life of a lane's months. */
export interface MonthStore {
  /**
   * Draws, while things are still being counted, most of the tokens that {@link beginRotation} of the same process will
   * need for `month`, so that it is short. Changes nothing; may be left out, and repeated.
   */
  draftTokens(month: Month, drawTokens: DrawTokens): Promise<void>;

  /**
   * First step of a rotation, all or nothing: gives every member of `month` a token from `drawTokens`, forgets the
   * lane's open voice sessions, its gateway position, its threads and its message positions (of a message gap, what
   * lies in `next` stays, and begins with it), takes back that anything was seen of `next` or of the last minute before
   * it, and notes that `month` is closing and `next` comes after it. `totals` are added to those of `month`, of the
   * guilds that are still there. Repeated, it does nothing. Resolves, also when repeated, to how many members of all guilds
   * of the lane have got a token.
   */
  beginRotation(month: Month, next: Month, drawTokens: DrawTokens, totals?: readonly Total[]): Promise<number>;

  /**
   * Takes the names off deleted channels in the months that are closing. Of each counted channel that was
   * deleted since such a month began, and of which `isHidden` says so, the counters of the month move to its category, which
   * stands for the "deleted channels" in it. Where no other month needs the channel any more, it is deleted. All or nothing
   * for each guild; channels are deleted last, and all at once. Repeated, it changes nothing more. `month` and `next` are those of the rotation. Resolves to the
   * channels that were deleted; the caller calls {@link ErasureStore.forget} afterwards.
   */
  hideDeletedChannels(
    month: Month,
    next: Month,
    isHidden: (channel: DeletedChannel) => boolean,
  ): Promise<readonly ForgottenChannel[]>;

  /**
   * Ends a rotation: `next` is open, and the lane counts again. Before the first rotation it opens the first month.
   * Repeated, it does nothing. The month that is closing is sealed only by {@link noteSaltDestroyed}.
   */
  openMonth(next: Month): Promise<void>;

  /**
   * A closing month of the lane is sealed: nobody has its salt since `atMs`, in milliseconds since the Unix
   * epoch. Repeated, the first time stays. A month that is not closing is a bug.
   */
  noteSaltDestroyed(month: Month, atMs: number): Promise<void>;

  /** From now on every report of `month` in the lane says that one person may stand in it under two tokens. */
  markSplit(month: Month): Promise<void>;

  /**
   * Writes a whole month that is over and that Census has not counted, sealed from the start, with its guild and those
   * channels of it that are new, all or nothing. A guild that is new comes into the lane that its id says, and a known
   * one stays in its own, whichever lane is asked. False, and nothing is changed, where anything is kept of the month.
   */
  importMonth(month: ImportedMonth): Promise<boolean>;

  /**
   * Announces the deletion of all sealed months of the lane before `before`: notes `nowMs` with those that have no such
   * note yet, and takes the note off all other months. Resolves to all that have one, ascending by month.
   */
  announceDeletions(before: Month, nowMs: number): Promise<readonly AnnouncedDeletion[]>;

  /**
   * Replaces all that a closed month of a guild has of some metrics by `totals`, all or nothing. May be repeated.
   *
   * @throws {Error} for a month that is not closed, and for what is no total of that guild, month and metrics.
   */
  putMonthTotals(
    guildId: Snowflake,
    month: Month,
    metrics: readonly TotalMetric[],
    totals: readonly Total[],
  ): Promise<void>;

  /**
   * Deletes the counters and tokens of a sealed month and keeps its report, all or nothing. With them go the totals that
   * are kept as long as counters: those of channels are added up for the month, and channels in which fewer than
   * {@link fewestWriters} people wrote become one, with no number; those of the guild are deleted. Repeated, it does
   * nothing. The caller calls {@link ErasureStore.forget} afterwards.
   */
  pruneMonth(guildId: Snowflake, report: MonthReport): Promise<void>;

  /**
   * Deletes a guild's totals of metrics with `keep: 'profiles'` in all months before this one; resolves to how many.
   * Where there were any, the caller calls {@link ErasureStore.forget}.
   */
  forgetProfiles(guildId: Snowflake, before: Month): Promise<number>;
}

/** A channel in which fewer people wrote in a month has no totals of its own once the counters are gone. */
export const fewestWriters = 5;

/** What is known of a deleted channel in a month. */
export interface DeletedChannel {
  /** When last seen, not everyone in the guild could view it. */
  readonly isPrivate: boolean;
  /** From its creation until Census learnt that it was gone, in milliseconds. */
  readonly livedMs: number;
  /** How many have counters in it in that month. */
  readonly people: number;
}

/** A channel that the store does not know any more. */
export interface ForgottenChannel {
  readonly guildId: Snowflake;
  readonly id: Snowflake;
}

/** The counters of a month that will be deleted. */
export interface AnnouncedDeletion {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** In milliseconds since the Unix epoch. */
  readonly announcedAtMs: number;
}

/** So long after it was announced a month is deleted at the earliest, so that a mistake can be put right. */
export const announcedForMs = dayMs;
