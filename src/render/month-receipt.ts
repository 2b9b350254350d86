import { type Month, monthName, monthOf } from '../core/time.ts';
import type { GuildMonth } from '../store/store-reader.ts';

/**
 * `March 2026: 412 members anonymised, salt destroyed 00:00:07 UTC`, with the date unless it was the first day after
 * the month.
 */
export function monthReceipt({
  month,
  members,
  saltDestroyedAtMs,
}: Pick<GuildMonth, 'month' | 'members' | 'saltDestroyedAtMs'>): string {
  const count = `${members} ${members === 1 ? 'member' : 'members'}`;
  const salt =
    saltDestroyedAtMs === null
      ? 'the salt no longer existed' // The vault was lost, and the month's salt with it.
      : `salt destroyed ${instant(saltDestroyedAtMs, month)}`;
  return `${monthName(month)}: ${count} anonymised, ${salt}`;
}

function instant(timeMs: number, month: Month): string {
  const [date, time] = new Date(timeMs).toISOString().slice(0, 19).split('T');
  const isAtItsEnd = monthOf(timeMs) === month + 1 && new Date(timeMs).getUTCDate() === 1;
  return isAtItsEnd ? `${time} UTC` : `${date} ${time} UTC`;
}
