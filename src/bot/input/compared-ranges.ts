import { type HourRange, monthOf } from '../../core/time.ts';
import { comparedRange, upToNow } from '../../query/hours/compared-range.ts';
import { Mistake } from '../../render/mistake.ts';
import { type DateRangeOptions, parseDateRange } from './date-range.ts';
import { calendarLanguages } from './dates/languages/calendar-language.ts';
import { inEnglish } from './dates/languages/in-english.ts';
import { plainWord } from './dates/languages/vocabulary.ts';
import { type NamedMonth, namedMonth } from './dates/named-month.ts';

/** Two ranges as texts; null for one that was not given. */
export interface ComparedTexts {
  readonly range: string | null;
  readonly other: string | null;
}

/** Divides `A with B`; also `A against B`, `A vs B` and `A and B`, and so in the other languages. */
export function comparedTexts(text: string): ComparedTexts {
  const [range = '', other = '', ...more] = text
    .trim()
    .split(/(?:^|\s+)(?:with|against|versus|vs\.?|and|mit|gegen|und|avec|contre|et|con|contra|y)\s+/i);
  if (more.length > 0) throw new Mistake('compare.tooMany');
  return { range: range.trim() || null, other: other.trim() || null };
}

export interface ComparedRanges {
  readonly range: HourRange;
  /** What it is compared with. */
  readonly other: HourRange;
}

export interface ComparedOptions extends DateRangeOptions {
  /** What is meant if no range is given; last month by default. */
  readonly unnamed?: HourRange;
}

/**
 * Two ranges to compare. The other one is a range like the first, `the month before`, `the week before` and the like for
 * the time just before, or `a year before`. Without one, it is the time just before. A month without a year is of the year
 * that is given with the other one. A range that is not over is cut at now, and so is the time before it.
 *
 * @throws {Mistake} if one of them is not a range, or if they have days in common.
 */
export function comparedRanges(
  { range: rangeText, other: otherText }: ComparedTexts,
  nowMs: number,
  options: ComparedOptions = {},
): ComparedRanges {
  const [first, second] = withYearOfTheOther(rangeText, otherText, nowMs);
  const asked = (first === null ? options.unnamed : undefined) ?? parseDateRange(first, nowMs, options);
  const comparison = comparisonNamed(second);
  const other = comparison === null ? parseDateRange(second, nowMs, options) : comparedRange(asked, comparison, nowMs);
  if (asked.from < other.to && other.from < asked.to) throw new Mistake('compare.overlap');
  return { range: upToNow(asked, nowMs), other: upToNow(other, nowMs) };
}

function comparisonNamed(text: string | null): 'periodBefore' | 'yearBefore' | null {
  if (text === null) return 'periodBefore';
  const name = plainWord(text).replace(/\s+/g, ' ');
  if (calendarLanguages.some(({ yearBefore }) => yearBefore.test(name))) return 'yearBefore';
  if (calendarLanguages.some(({ periodBefore }) => periodBefore.test(name))) return 'periodBefore';
  if (/^(?:the same \w+ )?(?:(?:a|the|one) )?year (?:before|earlier|ago)$/.test(name)) return 'yearBefore';
  return /^(?:the )?(?:(?:days?|weeks?|months?|quarter|time|period|range|one) )?(?:before|earlier)$/.test(name)
    ? 'periodBefore'
    : null;
}

function withYearOfTheOther(first: string | null, second: string | null, nowMs: number) {
  if (first === null || second === null) return [first, second] as const;
  const [a, b] = [monthIn(first, nowMs), monthIn(second, nowMs)];
  if (a === null || b === null || a.hasYear === b.hasYear) return [first, second] as const;
  const [given, open] = a.hasYear ? [a, b] : [b, a];
  const year = Math.floor(given.month / 12);
  if (year * 12 + (open.month % 12) > monthOf(nowMs)) return [first, second] as const; // It has not begun.
  return a.hasYear ? ([first, `${second} ${year}`] as const) : ([`${first} ${year}`, second] as const);
}

function monthIn(text: string, nowMs: number): NamedMonth | null {
  const typed = text.toLowerCase().replace(/\s+/g, ' ');
  try {
    const found = [typed, ...inEnglish(typed)].map((each) => namedMonth(each, monthOf(nowMs)));
    return found.find((month) => month !== undefined) ?? null;
  } catch (error) {
    if (error instanceof Mistake) return null; // It is named when the text is read.
    throw error;
  }
}
