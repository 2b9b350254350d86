import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';

/** The part of the store's port that is about months whose counters will be deleted. */
export interface DeletionStore {
  /**
   * Announces the deletion of all sealed months before `before`: notes `nowMs` with those that have no such note yet, and
   * takes the note off all other months. Resolves to all that have one, of all guilds, ascending by month.
   */
  announceDeletions(before: Month, nowMs: number): Promise<readonly AnnouncedDeletion[]>;

  /** The months of a guild whose deletion is announced, ascending. */
  announcedDeletions(guildId: Snowflake): Promise<readonly AnnouncedDeletion[]>;
}

/** The counters of a month that will be deleted. */
export interface AnnouncedDeletion {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** In milliseconds since the Unix epoch. */
  readonly announcedAtMs: number;
}
