import type { Day } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { weekdayOf } from './calendar.ts';
import { weekdayNamed } from './calendar-words.ts';
import { dayInDigits } from './day-in-digits.ts';
import { dayInEnglish } from './day-in-english.ts';
import { dayOfMonth } from './day-of-month.ts';
import { relativeDay } from './relative-day.ts';
import { spokenDay } from './spoken-day.ts';
import type { Surroundings } from './surroundings.ts';

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
