import { type AnnouncedDeletion, announcedForMs } from '../store/month-store.ts';
import { minute } from './report-notes.ts';
import type { Words } from './words.ts';

/**
 * What will be deleted in one guild; null if nothing.
 *
 * @param deletions Ascending by month.
 */
export function deletionText(deletions: readonly AnnouncedDeletion[], words: Words): string | null {
  if (deletions.length === 0) return null;
  const months = words.monthSpan(deletions.map(({ month }) => month));
  return words.say('status.deletion', { months, time: words.localMinute(earliestMs(deletions)) });
}

/**
 * `2026-06-02 00:05 UTC`, for the log: the earliest time at which any of them is deleted.
 *
 * @param deletions At least one.
 */
export function deletedAfter(deletions: readonly AnnouncedDeletion[]): string {
  return minute(earliestMs(deletions));
}

function earliestMs(deletions: readonly AnnouncedDeletion[]): number {
  return Math.min(...deletions.map(({ announcedAtMs }) => announcedAtMs)) + announcedForMs;
}
