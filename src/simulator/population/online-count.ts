import type { Resident } from './residents.ts';
import { liveliness } from './rhythm.ts';
import type { SeededRandom } from './seeded-random.ts';

/** How many are online at an instant (milliseconds since the Unix epoch), apps included. */
export function onlineCount(random: SeededRandom, members: readonly Resident[], atMs: number): number {
  const expected = members.reduce(
    (sum, { offsetHours }) => sum + always + withTheDay * liveliness(atMs, offsetHours),
    0,
  );
  return Math.min(members.length, random.poisson(expected)) + apps;
}

/** Shares of all members: those who are always online, and those who follow their day. */
const always = 0.06;
const withTheDay = 0.14;

const apps = 4;
