import type { Day } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { quoteInput } from '../../../render/quote.ts';
import { isoDayOf, monthOfDay, spokenDay } from './calendar.ts';
import { dayOfMonth } from './written-day.ts';

/** Which part of a range a text is. */
export type Part = 'whole' | 'start' | 'end';

/**
 * Why a text is no range, or no day at one end of it, with what to type instead.
 *
 * @param text As typed, with single spaces.
 */
export function notUnderstood(text: string, part: Part, today: Day): Mistake {
  const example = isoDayOf(today - 1);
  if (/^between\b|\b(?:until|till?|through|thru)\b/i.test(text)) return new Mistake('dates.until');
  if (timeOfDay.test(text)) return new Mistake('dates.wholeDays', { example });
  if (timeZone.test(text)) return new Mistake('dates.onlyUtc');
  if (/^(?:next|coming|upcoming|in (?:an?|one|two|three|\d+))\b/i.test(text)) return notYet(today);
  const days = daysOfOneMonth(text, today);
  if (days !== undefined) return new Mistake('dates.daysOfOneMonth', days);
  const values = { text: quoteInput(text), example };
  if (part === 'start') return new Mistake('dates.startNotADay', values);
  if (part === 'end') return new Mistake('dates.endNotADay', values);
  return new Mistake('dates.notADay', {
    ...values,
    month: (words) => words.month(monthOfDay(today) - 1),
    next: isoDayOf(today),
  });
}

/** For a range that begins after today. */
export function notYet(today: Day): Mistake {
  return new Mistake('dates.notYet', { today: spokenDay(today) });
}

const timeOfDay =
  /\b(?:hours?|hrs?|min(?:ute)?s?|sec(?:ond)?s?|now|noon|midnight|morning|afternoon|evening|(?:to)?night|[ap]m)\b|\d ?(?:[ap]m|h)\b|\d:\d\d|\dT\d/i;

const timeZone = /\b(?:utc|gmt|[ecmp][sd]t|bst|cest|cet|eet|eest|ist|jst|aest|msk)\b|\d[+-]\d\d:?\d\d$/i;

/** `10–13 November 2025` as Census writes days itself, the last one included. Undefined for any other text. */
function daysOfOneMonth(text: string, today: Day): { readonly from: string; readonly to: string } | undefined {
  const [, first, last, rest] = /^(\d{1,2}) ?[-–—] ?(\d{1,2}) ?([a-z]+.*)$/i.exec(text) ?? [];
  const near = { today, after: null, before: null };
  const end = dayOfMonth(`${last} ${rest}`.toLowerCase(), near);
  const start = dayOfMonth(`${first} ${rest}`.toLowerCase(), { ...near, before: end ?? null });
  if (start === undefined || end === undefined || start >= end) return undefined;
  return { from: isoDayOf(start), to: isoDayOf(end + 1) };
}
