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

/** The first hour of a segment of the month. */
export function hourOfSegment({ month }: GuildMonthKey, id: number): Hour {
  return hoursOfMonth(month).from + (id % placesPerMonth);
}
