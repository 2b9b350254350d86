import { hourMs, weekdayOfHour } from '../../core/time.ts';
import type { Resident } from './residents.ts';
import type { SeededRandom } from './seeded-random.ts';

/** How active people are by the hour of their own clock; 1 is the day's average. They sleep from one to six. */
const byHour = [
  0.45, 0.2, 0.08, 0.04, 0.03, 0.05, 0.15, 0.4, 0.7, 0.9, 1.0, 1.05, 1.2, 1.15, 1.05, 1.1, 1.25, 1.45, 1.65, 1.9, 2.2,
  2.3, 2.1, 1.2,
];
const averageOfDay = byHour.reduce((sum, weight) => sum + weight, 0) / byHour.length;

/** From Monday to Sunday; 1 is the week's average. */
const byWeekday = [0.85, 0.85, 0.9, 0.9, 1.05, 1.25, 1.2];

/**
 * How active a person is at an instant (milliseconds since the Unix epoch) whose clock is `offsetHours` ahead of UTC: 1
 * on average, near 0 at night, more at weekends.
 */
export function liveliness(atMs: number, offsetHours: number): number {
  const localHour = Math.floor(atMs / hourMs) + offsetHours;
  return ((byHour[localHour % 24] ?? 0) / averageOfDay) * (byWeekday[weekdayOfHour(localHour)] ?? 0);
}

/** Like {@link liveliness}, but for voice: mostly in the evening. */
export function sociability(atMs: number, offsetHours: number): number {
  const localHour = (Math.floor(atMs / hourMs) + offsetHours) % 24;
  const isEvening = localHour >= 18 && localHour <= 23;
  return liveliness(atMs, offsetHours) * (isEvening ? 1.6 : 0.25);
}

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
