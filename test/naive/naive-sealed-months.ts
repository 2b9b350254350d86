import { type NaiveRow, naiveRows } from './naive-census.ts';
import { dayGroups, fewestPeople } from './naive-day-groups.ts';
import type { NaiveTotal } from './naive-total.ts';
import { hourMs, monthOf, monthStartMs, type NaiveWorld } from './naive-world.ts';

/** The totals about the people of months that have ended at `nowMs`. */
export function sealedMonths(world: NaiveWorld, nowMs: number): NaiveTotal[] {
  const totals: NaiveTotal[] = [];
  for (let month = monthOf(world.startMs); monthStartMs(month + 1) <= nowMs; month += 1) {
    const rows = naiveRows(world, monthStartMs(month + 1)).filter(({ hour }) => monthOf(hour * hourMs) === month);
    const people = peopleOf(rows);
    const add = (metric: string, key: string, amount: number) => {
      totals.push({ metric, start: month, channel: '', key, amount });
    };
    if (people.length === 0) continue;
    for (const [key, amount] of cohortsOf(world, people)) add('cohort', key, amount);
    for (const [key, amount] of dayGroups(people.map(({ days }) => days))) add('days_active', key, amount);
    const messages = people.map((person) => person.messages).filter((amount) => amount > 0);
    const most = messages.sort((one, other) => other - one).slice(0, Math.ceil(messages.length / 10));
    if (most.length >= fewestPeople) add('top_tenth', '', sumOf(most));
    add('regular_writer', '', messages.filter((amount) => amount >= regularMessages).length);
  }
  return totals;
}

/** The minimum number of messages per month of a regular writer. */
const regularMessages = 3;

interface ActivePerson {
  readonly user: string;
  readonly days: number;
  readonly messages: number;
  readonly firstHour: number;
}

/** Everyone who wrote, or was in voice for a whole second of an hour. */
function peopleOf(rows: readonly NaiveRow[]): ActivePerson[] {
  const users = new Set(rows.map(({ user }) => user).filter((user) => user !== ''));
  return [...users].map((user) => {
    const own = rows.filter((row) => row.user === user);
    return {
      user,
      days: new Set(own.map(({ hour }) => Math.floor(hour / 24))).size,
      messages: sumOf(own.filter(({ event }) => event === 'msg').map(({ amount }) => amount)),
      firstHour: Math.min(...own.map(({ hour }) => hour)),
    };
  });
}

/**
 * People by the month in which they joined, as known at their first activity. Groups below five are merged into
 * `other`. If `other` is still below five, the smallest other group is merged into it.
 */
function cohortsOf(world: NaiveWorld, people: readonly ActivePerson[]): [key: string, amount: number][] {
  const sizes = new Map<string, number>();
  for (const { user, firstHour } of people) {
    const month = joinMonthOf(world, user, firstHour);
    if (month !== null) sizes.set(month, (sizes.get(month) ?? 0) + 1);
  }
  // From the largest to the smallest, and of equal ones the earlier first.
  const groups = [...sizes].sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1));
  const kept = groups.filter(([, amount]) => amount >= fewestPeople);
  let other = groups.slice(kept.length).reduce((sum, [, amount]) => sum + amount, 0);
  if (other > 0 && other < fewestPeople) other += kept.pop()?.[1] ?? Number.NaN;
  if (Number.isNaN(other)) return [];
  return other > 0 ? [...kept, ['other', other]] : kept;
}

/** In ISO 8601; null if it is not known. */
function joinMonthOf({ events, joinedMs }: NaiveWorld, user: string, hour: number): string | null {
  const join = events.findLast(
    (event) => event.ev === 'join' && event.user === user && event.atMs < (hour + 1) * hourMs,
  );
  const atMs = join?.atMs ?? joinedMs?.(user);
  return atMs === undefined ? null : new Date(atMs).toISOString().slice(0, 7);
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
