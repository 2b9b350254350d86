import { addReactions, addRemovals, onlineCounts, voicePeaks } from './naive-guild.ts';
import { addMessages, addModeratorCover } from './naive-messages.ts';
import { addNewcomerWays } from './naive-newcomers.ts';
import { sealedMonths } from './naive-sealed-months.ts';
import { NaiveSums, type NaiveTotal } from './naive-total.ts';
import type { NaiveWorld } from './naive-world.ts';

/**
 * What Census should count without a member, as of `nowMs`, computed a second time in the simplest way. It shares no
 * code with src/. Sorted by metric, start, channel and key.
 */
export function naiveTotals(world: NaiveWorld, nowMs: number): NaiveTotal[] {
  const sums = new NaiveSums();
  addMessages(sums, world, nowMs);
  addModeratorCover(sums, world, nowMs);
  addReactions(sums, world, nowMs);
  addRemovals(sums, world, nowMs);
  addNewcomerWays(sums, world, nowMs);
  const totals = [
    ...sums.rows(),
    ...voicePeaks(world, nowMs),
    ...onlineCounts(world, nowMs),
    ...sealedMonths(world, nowMs),
  ];
  return totals.sort((one, other) => compare(placeOf(one), placeOf(other)));
}

function placeOf({ metric, start, channel, key }: NaiveTotal): string {
  return [metric, String(start).padStart(9, '0'), channel, key].join('\0');
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
