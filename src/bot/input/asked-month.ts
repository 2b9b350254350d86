import { dayMs, hoursOfMonth, type Month, monthOfHour } from '../../core/time.ts';
import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';
import { parseDateRange } from './date-range.ts';

/**
 * The month that a text asks for.
 *
 * @throws {Mistake} for any text that is not a whole month, or the current month up to today.
 */
export function askedMonth(text: string, nowMs: number): Month {
  const range = parseDateRange(text, nowMs);
  const month = monthOfHour(range.from);
  const whole = hoursOfMonth(month);
  const endOfToday = (Math.floor(nowMs / dayMs) + 1) * 24;
  if (range.from === whole.from && range.to === Math.min(whole.to, endOfToday)) return month;
  throw new Mistake('visitors.notAMonth', { given: quoteInput(text) });
}
