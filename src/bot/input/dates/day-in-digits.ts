import type { Day } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { quoteInput } from '../../../render/quote.ts';
import { isoDayOf } from './calendar.ts';
import { existingDay } from './existing-day.ts';
import { spokenDay } from './spoken-day.ts';

/**
 * A day in digits: `2018-01-12`, `2018/1/12`, `14.3.2024`, `10/13/2025`. The day and the month are told apart where one
 * of them is above 12. Returns undefined for any other text.
 *
 * @throws {Mistake} for a date that can be read in two ways, has no year of four digits, or does not exist.
 */
export function dayInDigits(text: string, today: Day): Day | undefined {
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (yearFirst !== null) return existingDay(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
  const yearLast = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4})$/.exec(text);
  if (yearLast !== null) return yearAtTheEnd(text, Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4]));
  if (/^\d{1,2}([-/.])\d{1,2}(?:\1(?:\d{2})?)?$/.test(text)) {
    throw new Mistake('dates.fourDigitYear', { text: quoteInput(text), example: isoDayOf(today - 1) });
  }
  return undefined;
}

function yearAtTheEnd(text: string, first: number, second: number, year: number): Day {
  if (second > 12 && first <= 12) return existingDay(year, first, second);
  if (first > 12 || first === second) return existingDay(year, second, first);
  const dayFirst = existingDay(year, second, first);
  const monthFirst = existingDay(year, first, second);
  throw new Mistake('dates.twoReadings', {
    text: quoteInput(text),
    dayFirst: isoDayOf(dayFirst),
    monthFirst: isoDayOf(monthFirst),
    dayFirstDate: spokenDay(dayFirst),
    monthFirstDate: spokenDay(monthFirst),
  });
}
