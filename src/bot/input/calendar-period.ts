import { type Day, dayMs, type Month, monthOf, startOfMonthMs, weekdayOfHour } from '../../core/time.ts';

/** The days from `from` up to, but not including, `to`. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/**
 * The days of a named period: `last month`, `this week`, `last 7 days`, `June`, `June 2018`, `2018-06`. Weeks begin on
 * Monday. The current period ends after today. A month without a year is the most recent one. Returns undefined for any
 * other text.
 *
 * @param text In lower case, with single spaces.
 */
export function calendarPeriod(text: string, today: Day): DayRange | undefined {
  const monday = today - weekdayOf(today);
  const month = monthOfDay(today);
  switch (text) {
    case 'this week':
      return { from: monday, to: today + 1 };
    case 'last week':
      return { from: monday - 7, to: monday };
    case 'this month':
      return daysOfMonth(month, today);
    case 'last month':
      return daysOfMonth(month - 1, today);
  }
  const asked = monthByName(text, month) ?? monthByNumber(text);
  return asked === undefined ? lastSeveral(text, today) : daysOfMonth(asked, today);
}

/** From 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: Day): number {
  return weekdayOfHour(day * 24);
}

/** The month that contains a day. */
export function monthOfDay(day: Day): Month {
  return monthOf(day * dayMs);
}

/** The first day of a month. */
export function firstDayOf(month: Month): Day {
  return startOfMonthMs(month) / dayMs;
}

function daysOfMonth(month: Month, today: Day): DayRange {
  const isRunning = month === monthOfDay(today);
  return { from: firstDayOf(month), to: isRunning ? today + 1 : firstDayOf(month + 1) };
}

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

function monthByName(text: string, thisMonth: Month): Month | undefined {
  const match = /^([a-z]{3,9})\.?(?:(?:,| of)? (\d{4}))?$/.exec(text);
  if (match === null) return undefined;
  const word = match[1] === 'sept' ? 'sep' : match[1];
  const place = monthNames.findIndex((name) => name === word || name.slice(0, 3) === word);
  if (place < 0) return undefined;
  if (match[2] !== undefined) return Number(match[2]) * 12 + place;
  const sameYear = thisMonth - (thisMonth % 12) + place;
  return sameYear > thisMonth ? sameYear - 12 : sameYear;
}

function monthByNumber(text: string): Month | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * 12 + Number(match[2]) - 1;
}

/** Whole days, weeks or months before the current one. */
function lastSeveral(text: string, today: Day): DayRange | undefined {
  const match = /^(?:last|past) (\d{1,4}) (day|week|month)s?$/.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  const count = Number(match[1]);
  if (match[2] === 'day') return { from: today - count, to: today };
  if (match[2] === 'week') {
    const monday = today - weekdayOf(today);
    return { from: monday - 7 * count, to: monday };
  }
  const month = monthOfDay(today);
  return { from: firstDayOf(month - count), to: firstDayOf(month) };
}
