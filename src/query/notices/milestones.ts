import { type Day, dayMs, monthOf } from '../../core/time.ts';
import type { Figures } from './far-off.ts';
import { dayRule } from './notice-rule.ts';

/** What milestones are of. */
export const milestoneKinds = ['totalUsers', 'months', 'mostPeople'] as const;
export type MilestoneKind = (typeof milestoneKinds)[number];

/** The number of members that a guild passed on a day for the first time, and the most that are passed with it; null if none. */
export function membersPassed(members: Figures, day: number): number | null {
  const now = members[day] ?? null;
  const before = members.slice(0, day).filter((value) => value !== null);
  if (now === null || before.length === 0) return null;
  const most = before.reduce((a, b) => Math.max(a, b));
  const passed = largestStep(now);
  return passed > most ? passed : null;
}

/** 100, 250, 500, 1,000, 2,500 and so on; 0 below the first. */
function largestStep(members: number): number {
  let passed = 0;
  for (let unit = 100; unit <= members; unit *= 10) {
    passed = [unit, unit * 2.5, unit * 5].findLast((step) => step <= members) ?? passed;
  }
  return passed;
}

/** More people on a day than on any before. */
export interface MostPeople {
  readonly value: number;
  readonly before: number;
}

/**
 * Whether there were more people on a day than on any before, which is told once in a calendar month, and not before a
 * notice of a day is given.
 *
 * @param people By day since counting began.
 * @param first The first of these days.
 */
export function mostPeople(people: Figures, day: number, first: Day): MostPeople | null {
  const found = recordOn(people, day);
  if (found === null) return null;
  const month = monthOf((first + day) * dayMs);
  for (let earlier = day - 1; earlier >= 0 && monthOf((first + earlier) * dayMs) === month; earlier -= 1) {
    if (recordOn(people, earlier) !== null) return null;
  }
  return found;
}

function recordOn(people: Figures, day: number): MostPeople | null {
  const value = people[day] ?? null;
  const before = people.slice(0, day).filter((each) => each !== null);
  if (value === null || value < fewestPeople || day < learningDays || before.length < dayRule.fewestBefore) return null;
  const most = before.reduce((a, b) => Math.max(a, b));
  return value > most ? { value, before: most } : null;
}

const learningDays = dayRule.longestLag + dayRule.fewestBefore;
const fewestPeople = 5;

/** How many months of counting end on a day: 3, 6, 12, 24 and so on; null if none that is told. */
export function monthsCounted(firstConnectedMs: number, day: Day): number | null {
  const date = new Date(day * dayMs);
  const months = monthOf(day * dayMs) - monthOf(firstConnectedMs);
  const isTold = months === 3 || months === 6 || (months > 0 && months % 12 === 0);
  return isTold && date.getUTCDate() === sameDay(firstConnectedMs, date) ? months : null;
}

/** The day of the month on which a month of counting ends: the last one if the month is too short. */
function sameDay(firstConnectedMs: number, date: Date): number {
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return Math.min(new Date(firstConnectedMs).getUTCDate(), last);
}
