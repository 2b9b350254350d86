import type { Day } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { quoteInput } from '../../../render/quote.ts';
import { daysIn } from './calendar.ts';
import { monthNamed } from './calendar-words.ts';
import { existingDay } from './existing-day.ts';
import { dayWithoutYear, type Surroundings } from './surroundings.ts';

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
