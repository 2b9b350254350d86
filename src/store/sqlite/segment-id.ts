import { type Hour, hoursOfMonth, type Month } from '../../core/time.ts';

/** A guild's month as it lies in the table. */
export interface GuildMonthKey {
  readonly id: number;
  readonly month: Month;
}

const placesPerMonth = 1024;

/** The primary key of the segment that begins with an hour; `hour` may also be the end of the month. */
export function segmentId({ id, month }: GuildMonthKey, hour: Hour): number {
  return id * placesPerMonth + hour - hoursOfMonth(month).from;
}

/** The first hour of a segment of that month. */
export function hourOfSegment({ month }: GuildMonthKey, id: number): Hour {
  return hoursOfMonth(month).from + (id % placesPerMonth);
}
