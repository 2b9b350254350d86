import type { TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { dayMs, type Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { DrawTokens, ImportedMonth, MonthReport } from './records.ts';

/** The part of the port that opens, closes, seals, imports and prunes months. */
export interface MonthStore {
  /**
   * Draws most of the tokens that {@link beginRotation} will need for `month` while counting continues, which makes the
   * rotation shorter. The tokens are kept in memory only. Optional and repeatable.
   */
  draftTokens(month: Month, drawTokens: DrawTokens): Promise<void>;

  /**
   * First step of a rotation, all or nothing:
   * - gives every member of `month` a new token from `drawTokens`;
   * - adds `totals` to those of `month`, for guilds that still exist;
   * - forgets the lane's open voice sessions, gateway position, threads and message positions; a message gap that reaches
   *   into `next` is kept from the start of `next`;
   * - limits what was observed to one minute before `next`;
   * - notes that `month` is closing and `next` follows it.
   *
   * Repeating it does nothing. Resolves to the number of members in the lane that got a token.
   */
  beginRotation(month: Month, next: Month, drawTokens: DrawTokens, totals?: readonly Total[]): Promise<number>;

  /**
   * Removes the names of deleted channels from the closing months. For each counted channel that was deleted since such
   * a month began, and for which `isHidden` returns true, the month's counters move to the channel's category, where
   * they are shown as "deleted channels". The channel itself is deleted once no other month needs it.
   *
   * All or nothing for each guild; channels are deleted last, all at once. Repeatable. `month` and `next` are those of
   * the rotation. Resolves to the channels that were deleted. The caller calls {@link ErasureStore.forget} afterwards.
   */
  hideDeletedChannels(
    month: Month,
    next: Month,
    isHidden: (channel: DeletedChannel) => boolean,
  ): Promise<readonly ForgottenChannel[]>;

  /**
   * Ends a rotation: opens `next`, so that the lane counts again. Before the first rotation it opens the first month.
   * Repeating it does nothing. The closing month is not sealed until {@link noteSaltDestroyed}.
   */
  openMonth(next: Month): Promise<void>;

  /**
   * Seals a closing month of the lane: its salt was destroyed at `atMs` (Unix epoch). If repeated, the first time
   * stays.
   *
   * @throws {Error} for a month that is not closing.
   */
  noteSaltDestroyed(month: Month, atMs: number): Promise<void>;

  /** Marks `month` in the whole lane: one person may have two tokens in it. Reports of the month say so. */
  markSplit(month: Month): Promise<void>;

  /**
   * Writes a whole past month that Census has not counted, with its guild, channels and totals, all or nothing. The month
   * is sealed from the start. A new guild is put into the lane that follows from its id, a known one stays in its lane,
   * whichever lane is asked. Resolves to false, and changes nothing, if anything of the month is stored already.
   *
   * A month that is replacing another one deletes the counters, tokens and totals of an earlier import in the same step;
   * the caller calls {@link ErasureStore.forget} afterwards. It replaces no month that Census counted or pruned.
   */
  importMonth(month: ImportedMonth): Promise<boolean>;

  /**
   * Announces the deletion of all sealed months of the lane before `before`, dated `nowMs` (Unix epoch). Months already
   * announced keep their date; announcements of later months are withdrawn. Resolves to all announced months,
   * ascending.
   */
  announceDeletions(before: Month, nowMs: number): Promise<readonly AnnouncedDeletion[]>;

  /**
   * Replaces the totals of some metrics in a guild's closed month, all or nothing. Repeatable.
   *
   * @throws {Error} for a month that is not closed, or a total of another guild, month or metric.
   */
  putMonthTotals(
    guildId: Snowflake,
    month: Month,
    metrics: readonly TotalMetric[],
    totals: readonly Total[],
  ): Promise<void>;

  /** The lane's sealed months whose days are all closed, but which have no rows yet. */
  monthsWithoutRows(): Promise<readonly MonthWithoutRows[]>;

  /**
   * Stores the rows of the reports of a whole month, encoded by `columns/day/month-rows.ts`, and deletes the roll-ups of
   * the guild's sealed months that have rows, except those of the last one. Repeatable. Resolves to false, and changes
   * nothing, if the month is not sealed, or some of its days are not closed.
   */
  putMonthRows(guildId: Snowflake, month: Month, rows: Uint8Array): Promise<boolean>;

  /**
   * Deletes the counters and tokens of a sealed month and keeps its report and its final summaries, encoded by
   * `columns/day/final-summaries-bytes.ts`, all or nothing. Totals that are kept with the
   * counters go too: those of the guild are deleted, and those of channels are summed by month. Channels in which fewer
   * than {@link fewestWriters} people wrote are summed into channel 0. Repeating it does nothing. The caller calls
   * {@link ErasureStore.forget} afterwards.
   */
  pruneMonth(guildId: Snowflake, report: MonthReport, summaries: Uint8Array): Promise<void>;

  /**
   * Deletes a guild's totals with `keep: 'profiles'` in all months before this one. Resolves to the number of rows
   * deleted. If it is above 0, the caller calls {@link ErasureStore.forget}.
   */
  forgetProfiles(guildId: Snowflake, before: Month): Promise<number>;
}

/** A channel with fewer writers in a month keeps no totals of its own once the month is pruned. */
export const fewestWriters = 5;

export interface MonthWithoutRows {
  readonly guildId: Snowflake;
  readonly month: Month;
}

/** What decides whether a deleted channel keeps its name in a month. */
export interface DeletedChannel {
  /** Not everyone in the guild could view it when it was last seen. */
  readonly isPrivate: boolean;
  /** From its creation until Census saw it deleted, in milliseconds. */
  readonly livedMs: number;
  /** How many members have counters in it in that month. */
  readonly people: number;
}

/** A channel that the store has deleted. */
export interface ForgottenChannel {
  readonly guildId: Snowflake;
  readonly id: Snowflake;
}

/** A month whose counters will be deleted. */
export interface AnnouncedDeletion {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** In milliseconds since the Unix epoch. */
  readonly announcedAtMs: number;
}

/** The shortest time between announcement and deletion, so that a mistake can be corrected. */
export const announcedForMs = dayMs;
