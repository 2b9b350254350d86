import { type Month, monthName } from '../core/time.ts';

/**
 * The sentence about split months, in which one person may appear under two tokens, because the hashes were lost or
 * because the server moved to another gateway shard.
 *
 * @param months At least one, ascending.
 */
export function splitText(months: readonly Month[]): string {
  return `In ${months.map(monthName).join(', ')} ${newTokens}: one person may be counted there as two.`;
}

/** True of both causes. */
export const newTokens = 'Census had to begin again under new tokens';
