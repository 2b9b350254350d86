import { type Month, monthName } from '../core/time.ts';

/**
 * What is to be said of months that are split: one person may stand in them under two tokens, because the hashes were
 * lost within them, or because the server came to another gateway shard. At least one, ascending.
 */
export function splitText(months: readonly Month[]): string {
  return `In ${months.map(monthName).join(', ')} ${newTokens}: one person may be counted there as two.`;
}

/** What is true of both causes. */
export const newTokens = 'Census had to begin again under new tokens';
