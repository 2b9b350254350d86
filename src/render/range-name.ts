import { type HourRange, hoursOfMonth, monthOfHour } from '../core/time.ts';
import type { Words } from './words.ts';

/** A range as people call it: `October 2024` for a whole month, `2024` for a whole year, else its days. */
export function rangeName(range: HourRange, words: Words): string {
  const month = monthOfHour(range.from);
  const whole = hoursOfMonth(month);
  if (whole.from !== range.from) return words.days(range);
  if (whole.to === range.to) return words.month(month);
  const isYear = month % 12 === 0 && hoursOfMonth(month + 11).to === range.to;
  return isYear ? String(month / 12) : words.days(range);
}
