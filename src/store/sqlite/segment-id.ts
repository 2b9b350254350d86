import { type Hour, hoursOfMonth, type Month } from '../../core/time.ts';

/** A row of `guild_month`. */
export interface GuildMonthKey {
  readonly id: number;
  readonly month: Month;
}

const placesPerMonth = 1024;

/** The id of the segment that begins with an hour. `hour` may also be the end of the month. */
export function segmentId({ id, month }: GuildMonthKey, hour: Hour): number {
  return id * placesPerMonth + hour - hoursOfMonth(month).from;
}

/** SQL for a range of ids: the segments of a row of `guild_month` from an hour of the month on. */
export function segmentIdsFrom(hourOfMonth: string): string {
  const first = `guild_month.id * ${placesPerMonth}`;
  return `between ${first} + ${hourOfMonth} and ${first} + ${placesPerMonth - 1}`;
}

/** The first hour of a segment of the month. */
export function hourOfSegment({ month }: GuildMonthKey, id: number): Hour {
  return hoursOfMonth(month).from + (id % placesPerMonth);
}
