import type { Day } from '../../../core/time.ts';
import { daysIn, firstDayOf, monthOfDay, weekdayOf } from './calendar.ts';
import { countNamed, weekdayNamed } from './calendar-words.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A day counted from today, or a weekday: `5 days ago`, `a month ago`, `Monday`, `this Monday`. A weekday is the most
 * recent one before today; as the end of a range, the first one after its start. A month before 31 March is the last of
 * February. Returns undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 */
export function relativeDay(text: string, { today, after }: Surroundings): Day | undefined {
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
