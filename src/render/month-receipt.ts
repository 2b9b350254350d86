import { type Month, monthOf } from '../core/time.ts';
import type { GuildMonth } from '../store/store-reader.ts';
import type { Words } from './words.ts';

/**
 * `March 2026: 412 members anonymised, salt destroyed 00:00:07 UTC`, with the date unless it was the first day after
 * the month.
 */
export function monthReceipt(
  { month, members, saltDestroyedAtMs }: Pick<GuildMonth, 'month' | 'members' | 'saltDestroyedAtMs'>,
  words: Words,
): string {
  const values = { month: words.month(month), members };
  // The vault was lost, and the month's salt with it.
  if (saltDestroyedAtMs === null) return words.say('post.receiptWithoutSalt', values);
  const time = isAtItsEnd(saltDestroyedAtMs, month)
    ? words.timeOfDay(saltDestroyedAtMs, 'second')
    : words.second(saltDestroyedAtMs);
  return words.say('post.receipt', { ...values, time });
}

function isAtItsEnd(timeMs: number, month: Month): boolean {
  return monthOf(timeMs) === month + 1 && new Date(timeMs).getUTCDate() === 1;
}
