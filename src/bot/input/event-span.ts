import { longestEventHours } from '../../core/events/event.ts';
import { type Day, dayOf, type Hour, type HourRange } from '../../core/time.ts';
import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';
import { isoDayOf } from './dates/calendar.ts';
import { singleDay } from './dates/single-day.ts';

/**
 * The hours of an event, in UTC: `2024-10-12` to `2024-10-14`, both days included, or `2024-10-12 18:00` to
 * `2024-10-12 21:30`. Without an end it is that day or, from a time on, that hour. A day without a year is the nearest
 * one, past or to come. An hour that has begun is a whole one.
 *
 * @param nowMs In milliseconds since the Unix epoch.
 * @throws {Mistake} if one of them is no day, or if the event has no hour, or too many.
 */
export function eventSpan(fromText: string, toText: string | null, nowMs: number): HourRange {
  const today = dayOf(nowMs);
  const begins = readMoment(fromText, today);
  const ends = toText === null ? null : readMoment(toText, today);
  const from = Math.floor(begins.at);
  const range = { from, to: ends === null ? Math.max(begins.end, from + 1) : ends.end };
  if (range.to <= range.from) throw new Mistake('event.reversed');
  if (range.to - range.from > longestEventHours) throw new Mistake('event.tooLong', { days: longestEventHours / 24 });
  if (Math.abs(dayOfHourFrom(range.from, today)) > mostDaysAway) throw new Mistake('event.tooFar');
  return range;
}

const mostDaysAway = 40 * 366;

function dayOfHourFrom(hour: Hour, today: Day): number {
  return Math.floor(hour / 24) - today;
}

/** A moment as the start and as the end of an event, in hours since the Unix epoch. */
interface Moment {
  /** In fractions of an hour. */
  readonly at: number;
  readonly end: Hour;
}

function readMoment(text: string, today: Day): Moment {
  const typed = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  const [, dayText = typed, hourText, minuteText = '0', half] = withTime.exec(typed) ?? [];
  const day = nearestDay(dayText, today);
  if (day === undefined) throw new Mistake('event.noDay', { text: quoteInput(text), example: isoDayOf(today) });
  if (hourText === undefined) return { at: day * 24, end: (day + 1) * 24 };
  const time = timeOf(Number(hourText), Number(minuteText), half);
  if (time === null) throw new Mistake('event.noTime', { text: quoteInput(text), example: `${isoDayOf(today)} 18:00` });
  const at = day * 24 + time;
  return { at, end: Math.ceil(at) };
}

const withTime = /^(.+?)(?:,| at|t)? ?(?<![\d-])(\d{1,2})(?::(\d{2})|(?= ?[ap]m))(?::00)? ?([ap]m)?(?: ?utc|z)?$/;

/** In hours; null for one that no clock shows. */
function timeOf(hour: number, minute: number, half: string | undefined): number | null {
  if (minute > 59 || hour > (half === undefined ? 24 : 12) || (half !== undefined && hour === 0)) return null;
  if (half === undefined) return hour + minute / 60;
  return (hour % 12) + (half === 'pm' ? 12 : 0) + minute / 60;
}

/** Without a year, the nearest of the last one up to today and the first one after it. */
function nearestDay(text: string, today: Day): Day | undefined {
  if (text === 'today') return today;
  if (text === 'tomorrow') return today + 1;
  const past = singleDay(text, { today, after: null, before: null });
  const coming = singleDay(text, { today, after: today, before: null });
  if (past === undefined || coming === undefined) return past ?? coming;
  return coming - today <= today - past ? coming : past;
}
