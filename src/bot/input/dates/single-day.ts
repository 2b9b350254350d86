import type { Day } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { daysIn, firstDayOf, monthOfDay, spokenDay, weekdayOf } from './calendar.ts';
import { countNamed, weekdayNamed } from './calendar-words.ts';
import { dayInEnglish } from './day-in-english.ts';
import type { Surroundings } from './surroundings.ts';
import { dayInDigits, dayOfMonth } from './written-day.ts';

/**
 * One day: `2018-01-12`, `14.3.2024`, `12 Jan 2018`, `Friday, 12 Jan`, `yesterday`, `5 days ago`, `Monday`. Returns
 * undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 * @throws {Mistake} for a day that does not exist, and for one that can be read in two ways.
 */
export function singleDay(text: string, near: Surroundings): Day | undefined {
  return (
    dayInDigits(text, near.today) ??
    relativeDay(text, near) ??
    dayOfMonth(text, near) ??
    dayWithWeekday(text, near) ??
    dayInEnglish(text, near)
  );
}

/**
 * A day counted from today, or a weekday: `5 days ago`, `a month ago`, `Monday`, `this Monday`. A weekday is the most
 * recent one before today; as the end of a range, the first one after its start. A month before 31 March is the last of
 * February. Returns undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 */
function relativeDay(text: string, { today, after }: Surroundings): Day | undefined {
  const [, word = '', unit] = /^([a-z]+|\d+) (day|week|month|year)s? ago$/.exec(text) ?? [];
  const count = countNamed(word);
  if (unit !== undefined && count !== undefined) return before(today, count, unit);
  const [, which, name = ''] = /^(?:(last|on|this) )?([a-z]+)$/.exec(text) ?? [];
  const weekday = weekdayNamed(name);
  if (weekday === undefined) return undefined;
  if (which === 'this') return today - weekdayOf(today) + weekday;
  if (after !== null) return after + ((weekday - weekdayOf(after) + 6) % 7) + 1;
  return today - ((weekdayOf(today) - weekday + 6) % 7) - 1;
}

function before(today: Day, count: number, unit: string): Day {
  if (unit === 'day') return today - count;
  if (unit === 'week') return today - 7 * count;
  const thisMonth = monthOfDay(today);
  const month = thisMonth - (unit === 'year' ? 12 * count : count);
  const dayOfMonth = today - firstDayOf(thisMonth) + 1;
  return firstDayOf(month) + Math.min(dayOfMonth, daysIn(month)) - 1;
}

function dayWithWeekday(text: string, near: Surroundings): Day | undefined {
  const [, name = '', rest = ''] = /^([a-z]+)\.?,? (.+)$/.exec(text) ?? [];
  const weekday = weekdayNamed(name);
  if (weekday === undefined) return undefined;
  const day = dayInDigits(rest, near.today) ?? dayOfMonth(rest, near);
  if (day !== undefined && weekdayOf(day) !== weekday) {
    throw new Mistake('dates.wrongWeekday', { day: spokenDay(day), weekday: (words) => words.weekday(weekdayOf(day)) });
  }
  return day;
}
