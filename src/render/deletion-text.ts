import { monthSpan } from '../query/pruned-months.ts';
import { type AnnouncedDeletion, announcedForMs } from '../store/month-store.ts';

/** What will be deleted of one guild, whose months are ascending; null where that is nothing. */
export function deletionText(deletions: readonly AnnouncedDeletion[]): string | null {
  if (deletions.length === 0) return null;
  const months = monthSpan(deletions.map(({ month }) => month));
  return `The counters of ${months} will be deleted after ${deletedAfter(deletions)} (KEEP_MONTHS); their totals stay.`;
}

/** `2026-06-02 00:05 UTC`: none of them, of which there is at least one, is deleted before. */
export function deletedAfter(deletions: readonly AnnouncedDeletion[]): string {
  const earliestMs = Math.min(...deletions.map(({ announcedAtMs }) => announcedAtMs)) + announcedForMs;
  return `${new Date(earliestMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
