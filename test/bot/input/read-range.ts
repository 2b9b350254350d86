import { type DateRangeOptions, parseDateRange } from '../../../src/bot/input/date-range.ts';
import { isoDay } from '../../../src/core/time.ts';
import { Mistake } from '../../../src/render/mistake.ts';

/** The range as `2018-01-12..2018-01-14`, or `ERR`. */
export function readRange(text: string | null, nowMs: number): string {
  const read = rangeOrSentence(text, nowMs);
  return /^\d{4}-\d\d-\d\d\.\.\d/.test(read) ? read : 'ERR';
}

/** The range, or the sentence that says what to type instead. */
export function rangeOrSentence(text: string | null, nowMs: number, options: DateRangeOptions = {}): string {
  try {
    const { from, to } = parseDateRange(text, nowMs, options);
    return `${isoDay(from)}..${isoDay(to)}`;
  } catch (error) {
    if (error instanceof Mistake) return error.message;
    throw error;
  }
}
