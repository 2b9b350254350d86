import type { Day, Month } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { quoteInput } from '../../../render/quote.ts';
import { daysIn, firstDayOf, isoDayOf, spokenDay } from './calendar.ts';
import { monthNamed } from './calendar-words.ts';
import { dayWithoutYear, type Surroundings } from './surroundings.ts';

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

/**
 * A day of a month by its name: `12 Jan 2018`, `12th of January`, `Jan 12, 2018`. Without a year, its surroundings decide
 * which year. Returns undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 * @throws {Mistake} for a day that the month does not have.
 */
export function dayOfMonth(text: string, near: Surroundings): Day | undefined {
  const [, day, name = '', year] = dayFirst.exec(text) ?? monthFirst(text);
  const place = monthNamed(name);
  if (day === undefined || place === undefined) return undefined;
  if (year !== undefined) return existingDay(Number(year), place + 1, Number(day));
  const mostDays = daysIn(leapYear * 12 + place);
  if (Number(day) < 1 || Number(day) > mostDays) {
    throw new Mistake('dates.noSuchDayOfMonth', { month: quoteInput(name), days: mostDays });
  }
  return dayWithoutYear(place, Number(day), near);
}

const leapYear = 2000;

const dayFirst = /^(?:the )?(\d{1,2})(?:st|nd|rd|th)?\.?(?: of)?[ -]?([a-z]{3,9})\.?(?:[ ,-]+(\d{4}))?$/;

function monthFirst(text: string): readonly (string | undefined)[] {
  const [all, name, day, year] =
    /^([a-z]{3,9})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?\.?(?:[ ,]+(\d{4}))?$/.exec(text) ?? [];
  return [all, day, name, year];
}

/**
 * The day of a date.
 *
 * @param monthNumber From 1 for January.
 * @throws {Mistake} for a date that does not exist, such as 31 February.
 */
function existingDay(year: number, monthNumber: number, dayOfMonth: number): Day {
  if (monthNumber < 1 || monthNumber > 12) throw new Mistake('dates.noSuchMonth', { month: monthNumber });
  const month: Month = year * 12 + monthNumber - 1;
  if (dayOfMonth < 1 || dayOfMonth > daysIn(month)) {
    throw new Mistake('dates.noSuchDay', { month: (words) => words.month(month), days: daysIn(month) });
  }
  return firstDayOf(month) + dayOfMonth - 1;
}
