import { type AnnouncedDeletion, announcedForMs } from '../store/month-store.ts';
import { monthSpan } from './month-span.ts';
import { minute } from './report-notes.ts';

/**
 * What will be deleted in one guild; null if nothing.
 *
 * @param deletions Ascending by month.
 */
export function deletionText(deletions: readonly AnnouncedDeletion[]): string | null {
  if (deletions.length === 0) return null;
  const months = monthSpan(deletions.map(({ month }) => month));
  return `The counters of ${months} will be deleted after ${deletedAfter(deletions)} (KEEP_MONTHS); their totals stay.`;
}

/**
 * `2026-06-02 00:05 UTC`: the earliest time at which any of them is deleted.
 *
 * @param deletions At least one.
 */
export function deletedAfter(deletions: readonly AnnouncedDeletion[]): string {
  const earliestMs = Math.min(...deletions.map(({ announcedAtMs }) => announcedAtMs)) + announcedForMs;
  return minute(earliestMs);
}
