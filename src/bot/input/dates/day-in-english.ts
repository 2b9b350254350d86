import { en } from 'chrono-node';
import { type Day, dayMs } from '../../../core/time.ts';
import { dayWithoutYear, type Surroundings } from './surroundings.ts';

/**
 * Other English forms of a day, such as `yesterday`, `the day before yesterday` or `5d ago`. chrono-node is trusted only
 * if it has understood the whole text as a day of a month. Otherwise it skips unknown words, swaps ends, fills in the
 * current time and uses the host's time zone for parts of the day. Returns undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 */
export function dayInEnglish(text: string, near: Surroundings): Day | undefined {
  if (isMisread.test(text)) return undefined;
  const noonMs = near.today * dayMs + dayMs / 2;
  const results = en.casual.parse(text, { instant: new Date(noonMs), timezone: 'UTC' });
  const [result] = results;
  if (result === undefined || results.length > 1 || result.index !== 0 || result.text.length !== text.length) {
    return undefined;
  }
  const { start: day } = result;
  if (result.end || !day.isCertain('day') || !day.isCertain('month')) return undefined;
  if (day.isCertain('hour') || day.isCertain('timezoneOffset')) return undefined;
  const date = day.date();
  const found = Math.floor(date.getTime() / dayMs);
  if (!Number.isSafeInteger(found)) return undefined;
  return day.isCertain('year') ? found : dayWithoutYear(date.getUTCMonth(), date.getUTCDate(), near);
}

// chrono-node reads other separators in the American order, misreads eras and parts of the day, takes a period for one
// of its days, accepts a weekday that is wrong, takes "-7d" for one day, and makes numbers of "few" and "half".
const isMisread =
  /^[-+]|^(last|past)\b|\d[./]\d|^\d+-\d+-\d+|\b(bc|bce|ad|be|ce|few|half)\b|night|morning|noon|evening|\b(week|month|year)\b(?!s? ago)|\b(end|start|beginning|middle|mid|early|late)\b|\b(mon|tue|wed|thu|fri|sat|sun)/;
