import type { Month } from '../core/time.ts';
import type { AnnouncedDeletion } from '../store/month-store.ts';

/** Announces to guilds, and to the operator, what happens to their months. */
export interface MonthAnnouncements {
  /**
   * Announces to each guild of the lane, once, its sealed months up to `lastSealed`. A later call repeats what could not be
   * sent.
   */
  announceSealed(lastSealed: Month): Promise<void>;

  /** The counters of these months will be deleted. Called once in each process, and again when there are more. */
  announcePlannedDeletions(announced: readonly AnnouncedDeletion[]): void;

  /** The counters of these months were deleted. */
  announceDeleted(deleted: readonly AnnouncedDeletion[]): void;
}
