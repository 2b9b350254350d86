import { en } from 'chrono-node';
import { UserError } from '../../core/errors.ts';
import { type Day, dayMs, type HourRange } from '../../core/time.ts';
import { quoteInput } from '../../render/quote.ts';
import { calendarPeriod, type DayRange, firstDayOf, monthOfDay, weekdayOf } from './calendar-period.ts';

const longestInput = 64;
const firstYear = 2015; // The year of Discord's launch, and the epoch of its ids.
const expectedDay = 'a day like `2018-01-12`, `12 Jan 2018`, `yesterday` or `5 days ago`';
const expectedRange = `${expectedDay}, two of them as in \`3 days ago to yesterday\`, or a period like \`last month\``;

/**
 * Parses a range of UTC days: one day, `A to B` including B, or a named period. Null or empty text means last month.
 * Case and the number of spaces do not matter. The range begins in 2015 or later and no later than today; its end may
 * lie in the future.
 *
 * @param nowMs In milliseconds since the Unix epoch.
 * @throws {UserError} if the text is not a range. The message says which part was not understood and what was expected.
 */
export function parseDateRange(text: string | null, nowMs: number): HourRange {
  const today = Math.floor(nowMs / dayMs);
  const input = (text ?? '').replace(/\s+/g, ' ').trim();
  if (input.length > longestInput) throw new UserError(`Expected ${expectedRange}, but got ${quoteInput(input)}.`);
  const { from, to } = readDays(input === '' ? 'last month' : input, today);
  if (from > today) throw new UserError(`Expected a range that begins today or earlier, but got ${quoteInput(input)}.`);
  if (from < firstDayOf(firstYear * 12)) {
    throw new UserError(`Expected a range that begins in ${firstYear} or later, but got ${quoteInput(input)}.`);
  }
  return { from: from * 24, to: to * 24 };
}

function readDays(input: string, today: Day): DayRange {
  const period = calendarPeriod(input.toLowerCase(), today);
  if (period !== undefined) return period;
  const [first = '', second, third] = input.split(/ to /i);
  if (third !== undefined) {
    throw new UserError(`Expected at most two days with one \`to\` between them, but got ${quoteInput(input)}.`);
  }
  if (second === undefined) {
    const day = readDay(first, today, null);
    if (day === undefined) throw new UserError(`Expected ${expectedRange}, but got ${quoteInput(first)}.`);
    return { from: day, to: day + 1 };
  }
  const from = readEnd('start', first, today, null);
  const to = readEnd('end', second, today, from);
  if (to <= from) {
    throw new UserError(`Expected the end of the range to be later than its start, but got ${quoteInput(input)}.`);
  }
  return { from, to };
}

function readEnd(end: 'start' | 'end', text: string, today: Day, start: Day | null): Day {
  if (calendarPeriod(text.toLowerCase(), today) !== undefined) {
    throw new UserError(
      `The ${end} of the range is a whole period: expected ${expectedDay}, but got ${quoteInput(text)}.`,
    );
  }
  const day = readDay(text, today, start);
  if (day === undefined) {
    throw new UserError(`The ${end} of the range is not a day: expected ${expectedDay}, but got ${quoteInput(text)}.`);
  }
  return day;
}

/**
 * A day without a year, or a weekday, is the most recent such day. As the end of a range that begins at `start`, it is
 * the first one after that.
 */
function readDay(typed: string, today: Day, start: Day | null): Day | undefined {
  const text = typed.toLowerCase();
  return (
    readIsoDay(text) ?? readDayAgo(text, today) ?? readWeekday(text, today, start) ?? readWords(text, today, start)
  );
}

function readIsoDay(text: string): Day | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match === null ? undefined : dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

function readDayAgo(text: string, today: Day): Day | undefined {
  const match = /^(a|an|one|\d{1,5}) (day|week|month|year)s? ago$/.exec(text);
  if (match === null) return undefined;
  const count = /^\d/.test(match[1] ?? '') ? Number(match[1]) : 1;
  if (match[2] === 'day') return today - count;
  if (match[2] === 'week') return today - 7 * count;
  const thisMonth = monthOfDay(today);
  const month = thisMonth - (match[2] === 'year' ? 12 * count : count);
  const dayOfMonth = today - firstDayOf(thisMonth);
  return Math.min(firstDayOf(month) + dayOfMonth, firstDayOf(month + 1) - 1); // A month before 31 March is 28 February.
}

const weekdayPattern =
  /^(?:last |on )?(?:(mon)(?:day)?|(tue)(?:s|sday)?|(wed)(?:nesday)?|(thu)(?:r|rs|rsday)?|(fri)(?:day)?|(sat)(?:urday)?|(sun)(?:day)?)$/;
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function readWeekday(text: string, today: Day, start: Day | null): Day | undefined {
  const match = weekdayPattern.exec(text);
  if (match === null) return undefined;
  const weekday = match.slice(1).findIndex((name) => name !== undefined);
  if (start !== null) return start + ((weekday - weekdayOf(start) + 6) % 7) + 1;
  return today - ((weekdayOf(today) - weekday + 6) % 7) - 1;
}

/**
 * All other English forms of a day. chrono-node gets one day at a time and is trusted only if it has understood the
 * whole text as a day of a month. Otherwise it skips unknown words, swaps ends, fills in the current time and uses the
 * host's time zone for parts of the day.
 */
function readWords(text: string, today: Day, start: Day | null): Day | undefined {
  if (isMisread.test(text)) return undefined;
  const noonMs = today * dayMs + dayMs / 2;
  const results = en.casual.parse(text, { instant: new Date(noonMs), timezone: 'UTC' });
  const [result] = results;
  if (result === undefined || results.length > 1 || result.index !== 0 || result.text.length !== text.length) {
    return undefined;
  }
  const { start: day } = result;
  if (result.end || !day.isCertain('day') || !day.isCertain('month')) return undefined;
  if (day.isCertain('hour') || day.isCertain('timezoneOffset')) return undefined;
  const date = Math.floor(day.date().getTime() / dayMs);
  if (!Number.isSafeInteger(date)) return undefined;
  const found = day.isCertain('year') ? date : withYear(date, today, start);
  const weekday = /^(mon|tue|wed|thu|fri|sat|sun)/.exec(text)?.[1];
  return weekday !== undefined && found !== undefined && weekdays[weekdayOf(found)] !== weekday ? undefined : found;
}

// chrono-node reads other separators in the American order, misreads eras and parts of the day, and takes a period for
// one of its days.
const isMisread =
  /^(last|past)\b|\d[./]\d|^\d+-\d+-\d+|\b(bc|bce|ad|be|ce)\b|night|morning|noon|evening|\b(week|month|year)\b(?!s? ago)/;

/** The same day and month in the most recent year that has it, or the first such day after `start`. */
function withYear(date: Day, today: Day, start: Day | null): Day | undefined {
  const sample = new Date(date * dayMs);
  const year = new Date((start ?? today) * dayMs).getUTCFullYear();
  for (let distance = 0; distance <= 8; distance++) {
    const found = dayOf(
      start === null ? year - distance : year + distance,
      sample.getUTCMonth() + 1,
      sample.getUTCDate(),
    );
    if (found !== undefined && (start === null ? found <= today : found > start)) return found;
  }
  return undefined;
}

/** Undefined for a date that does not exist, such as 31 February. */
function dayOf(year: number, month: number, dayOfMonth: number): Day | undefined {
  const date = new Date(Date.UTC(year, month - 1, dayOfMonth));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth;
  return isReal ? date.getTime() / dayMs : undefined;
}
