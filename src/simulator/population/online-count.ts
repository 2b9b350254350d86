import type { Resident } from './residents.ts';
import { liveliness } from './rhythm.ts';
import type { SeededRandom } from './seeded-random.ts';

/** How many are online at an instant (milliseconds since the Unix epoch), apps among them. */
export function onlineCount(random: SeededRandom, members: readonly Resident[], atMs: number): number {
  const expected = members.reduce(
    (sum, { offsetHours }) => sum + always + withTheDay * liveliness(atMs, offsetHours),
    0,
  );
  return Math.min(members.length, random.poisson(expected)) + apps;
}

/** As shares of all members: those who never log out, and those who come and go with their day. */
const always = 0.06;
const withTheDay = 0.14;

const apps = 4;
