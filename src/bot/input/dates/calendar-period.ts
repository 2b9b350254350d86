import type { Day, Month } from '../../../core/time.ts';
import { type DayRange, firstDayOf, monthOfDay, weekdayOf } from './calendar.ts';
import { countNamed } from './calendar-words.ts';
import { mostRecent, namedMonth } from './named-month.ts';
import { partOfMonth } from './part-of-month.ts';

/**
 * The days of a named period:
 *
 * - `this week`, `last month`, `last quarter`, `this year`, `last weekend`; `past` means `last`;
 * - `last 7 days`, `last two weeks`: the whole days, weeks, months, quarters or years before the current one;
 * - `June`, `June 2018`, `2018-06`, `6/2018`, `Q1 2018`, `2018`;
 * - `first week of June`, `end of June 2018`: see {@link partOfMonth}.
 *
 * Weeks begin on Monday. The current period ends after today. A month or quarter without a year is the most recent one
 * that has begun. Returns undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 * @throws {Mistake} for a month that does not exist, such as `2018-13`.
 */
export function calendarPeriod(text: string, today: Day): DayRange | undefined {
  const name = text
    .replace(/^(?:in|during|for|over) /, '')
    .replace(/^the /, '')
    .replace(/^(?:past|previous) /, 'last ')
    .replace(/^current /, 'this ');
  return (
    weekend(name, today) ??
    currentOne(name, today) ??
    lastSeveral(name, today) ??
    namedMonths(name, today) ??
    partOfMonth(name, today)
  );
}

function weekend(name: string, today: Day): DayRange | undefined {
  const saturday = today - weekdayOf(today) + 5;
  const isRunning = today >= saturday;
  if (name === 'last weekend' || (name === 'weekend' && !isRunning)) return { from: saturday - 7, to: saturday - 5 };
  if (name !== 'this weekend' && name !== 'weekend') return undefined;
  return { from: saturday, to: isRunning ? today + 1 : saturday + 2 };
}

/** In months. */
const sizes: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

function currentOne(name: string, today: Day): DayRange | undefined {
  const unit = /^this (week|month|quarter|year)$/.exec(name)?.[1];
  if (unit === undefined) return undefined;
  if (unit === 'week') return { from: today - weekdayOf(today), to: today + 1 };
  const month = monthOfDay(today);
  return { from: firstDayOf(month - (month % (sizes[unit] ?? 1))), to: today + 1 };
}

function lastSeveral(name: string, today: Day): DayRange | undefined {
  const [, word = 'one', unit = ''] = /^last (?:([a-z]+|\d{1,4}) )?(day|week|month|quarter|year)s?$/.exec(name) ?? [];
  const count = countNamed(word);
  if (unit === '' || count === undefined) return undefined;
  if (unit === 'day') return { from: today - count, to: today };
  if (unit === 'week') {
    const monday = today - weekdayOf(today);
    return { from: monday - 7 * count, to: monday };
  }
  const month = monthOfDay(today);
  const size = sizes[unit] ?? 1;
  const first = month - (month % size);
  return { from: firstDayOf(first - size * count), to: firstDayOf(first) };
}

/** A month, quarter or year. */
function namedMonths(name: string, today: Day): DayRange | undefined {
  const named = namedMonth(name, monthOfDay(today));
  if (named !== undefined) return daysOfMonths(named.month, 1, today);
  const quarter = quarterNumber(name, monthOfDay(today));
  if (quarter !== undefined) return daysOfMonths(quarter, 3, today);
  return /^\d{4}$/.test(name) ? daysOfMonths(Number(name) * 12, 12, today) : undefined;
}

/** Of `size` months, the days up to today if it is one of them, else all. */
function daysOfMonths(first: Month, size: number, today: Day): DayRange {
  const from = firstDayOf(first);
  const to = firstDayOf(first + size);
  return { from, to: from <= today && today < to ? today + 1 : to };
}

/** The first month of a quarter such as `q1 2018`, `2018-q1` or `q1`. */
function quarterNumber(name: string, thisMonth: Month): Month | undefined {
  const [, quarter, year] = /^q([1-4])(?:(?: of )?[ /-]?(\d{4}))?$/.exec(name) ?? yearFirst(name);
  if (quarter === undefined) return undefined;
  const place = (Number(quarter) - 1) * 3;
  return year === undefined ? mostRecent(place, thisMonth) : Number(year) * 12 + place;
}

function yearFirst(name: string): readonly (string | undefined)[] {
  const [all, year, quarter] = /^(\d{4})[ /-]?q([1-4])$/.exec(name) ?? [];
  return [all, quarter, year];
}
