import { type Day, dayMs, type Month } from '../../../core/time.ts';
import { daysIn, firstDayOf } from './calendar.ts';

/** What decides the year of a day that was given without one. */
export interface Surroundings {
  readonly today: Day;
  /** The start of the range, if the day is its end: the first such day after it is meant. */
  readonly after: Day | null;
  /** The end of the range, if the day is its start and the end has a year: the last such day before it is meant. */
  readonly before: Day | null;
}

/**
 * A day of the year in the year that its surroundings decide: the most recent one that has it, if nothing else.
 *
 * @param place The month, from 0 for January.
 */
export function dayWithoutYear(place: number, dayOfMonth: number, { today, after, before }: Surroundings): Day {
  const latest = before === null ? today : before - 1;
  const year = new Date((after ?? latest) * dayMs).getUTCFullYear();
  for (let distance = 0; distance <= 8; distance++) {
    const month: Month = (after === null ? year - distance : year + distance) * 12 + place;
    if (dayOfMonth > daysIn(month)) continue;
    const day = firstDayOf(month) + dayOfMonth - 1;
    if (after === null ? day <= latest : day > after) return day;
  }
  throw new RangeError('no year has that day'); // The caller checks that a leap year has it.
}
