import type { Month } from '../core/time.ts';
import type { AnnouncedDeletion } from '../store/month-store.ts';

/** How people are told of what becomes of their months. */
export interface MonthAnnouncements {
  /**
   * Tells each guild of the lane, once, of its months up to this one that are sealed. What cannot be told is told by a later
   * call.
   */
  tellOfSealed(lastSealed: Month): Promise<void>;

  /** The counters of these months will be deleted: called once by each process, and again when there are more. */
  tellOfDeletions(announced: readonly AnnouncedDeletion[]): void;

  /** The counters of these months were deleted. */
  tellOfDeleted(deleted: readonly AnnouncedDeletion[]): void;
}
