import type { Day, Month } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { daysIn, firstDayOf } from './calendar.ts';

/**
 * The day of a date.
 *
 * @param monthNumber From 1 for January.
 * @throws {Mistake} for a date that does not exist, such as 31 February.
 */
export function existingDay(year: number, monthNumber: number, dayOfMonth: number): Day {
  if (monthNumber < 1 || monthNumber > 12) throw new Mistake('dates.noSuchMonth', { month: monthNumber });
  const month: Month = year * 12 + monthNumber - 1;
  if (dayOfMonth < 1 || dayOfMonth > daysIn(month)) {
    throw new Mistake('dates.noSuchDay', { month: (words) => words.month(month), days: daysIn(month) });
  }
  return firstDayOf(month) + dayOfMonth - 1;
}
