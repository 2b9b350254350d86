import { type Day, dayOfHour, type Hour, hoursOfMonth, type Month } from '../../core/time.ts';

/** A row of `guild_month`. */
export interface GuildMonthKey {
  readonly id: number;
  readonly month: Month;
}

const hoursPerMonth = 1024;
const partsPerHour = 256;
const partsPerMonth = hoursPerMonth * partsPerHour;
const daysPerMonth = 32;

/** The id of a part that begins with an hour. `hour` may also be the end of the month. */
export function partId({ id, month }: GuildMonthKey, hour: Hour, number = 0): number {
  return id * partsPerMonth + (hour - hoursOfMonth(month).from) * partsPerHour + number;
}

/** The ids of all parts that begin within some hours. Both are included. */
export function partIds(key: GuildMonthKey, from: Hour, to: Hour): { readonly first: number; readonly last: number } {
  return { first: partId(key, from), last: partId(key, to) - 1 };
}

/** The ids of the parts with the same first hour as a part. */
export function partIdsBeside(id: number): { readonly first: number; readonly last: number } {
  const first = id - (id % partsPerHour);
  return { first, last: first + partsPerHour - 1 };
}

/** The first hour of a part of the month. */
export function hourOfPart({ month }: GuildMonthKey, id: number): Hour {
  return hoursOfMonth(month).from + (Math.floor(id / partsPerHour) % hoursPerMonth);
}

/** SQL for a range of ids: the parts of a row of `guild_month` from an hour of the month on. */
export function partIdsFrom(hourOfMonth: string): string {
  const first = `guild_month.id * ${partsPerMonth}`;
  return `between ${first} + ${hourOfMonth} * ${partsPerHour} and ${first} + ${partsPerMonth - 1}`;
}

/** SQL for the id of what is derived from the day of a row of `part`. */
export const dayIdOfPart = `part.id / ${partsPerMonth} * ${daysPerMonth} + part.id / ${partsPerHour} % ${hoursPerMonth} / 24`;

/** The id of what is derived from a day of the month. `day` may also be the first one after it. */
export function dayId({ id, month }: GuildMonthKey, day: Day): number {
  return id * daysPerMonth + day - dayOfHour(hoursOfMonth(month).from);
}

/** The ids of what is derived from the days of a month. Both are included. */
export function dayIds(key: GuildMonthKey): { readonly first: number; readonly last: number } {
  const { from } = hoursOfMonth(key.month);
  const first = dayId(key, dayOfHour(from));
  return { first, last: first + daysPerMonth - 1 };
}

/** The day of an id of the month. */
export function dayOfId({ month }: GuildMonthKey, id: number): Day {
  return dayOfHour(hoursOfMonth(month).from) + (id % daysPerMonth);
}
