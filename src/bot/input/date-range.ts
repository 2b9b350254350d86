import { type Day, dayOf, type HourRange } from '../../core/time.ts';
import { Mistake } from '../../render/mistake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import { type DayRange, firstDayOf, isoDayOf, spokenDay } from './dates/calendar.ts';
import { calendarPeriod } from './dates/calendar-period.ts';
import { correctedText } from './dates/corrected-text.ts';
import { inEnglish, isInEnglish } from './dates/languages/in-english.ts';
import { notUnderstood, notYet, type Part } from './dates/not-understood.ts';
import { singleDay } from './dates/single-day.ts';
import type { Surroundings } from './dates/surroundings.ts';

export interface DateRangeOptions {
  /** When the oldest numbers begin, in milliseconds since the Unix epoch; null if that is not known. */
  readonly earliestMs?: number | null;
}

/**
 * Parses a range of UTC days: one day; `A to B`, `A - B` or `A..B` without B; `since A`; or a named period. Null or empty
 * text means last month. Case and the number of spaces do not matter. A text that is not understood in English may be in
 * German, French or Spanish. The range begins no later than today; its end may
 * lie in the future. It begins in 1990 or later, or where the oldest numbers begin, and ends after that.
 *
 * @param nowMs In milliseconds since the Unix epoch.
 * @throws {Mistake} if the text is not a range. Its sentence says what to type.
 */
export function parseDateRange(
  text: string | null,
  nowMs: number,
  { earliestMs = null }: DateRangeOptions = {},
): HourRange {
  const today = dayOf(nowMs);
  const typed = plain(text ?? '')
    .replace(/\s+/g, ' ')
    .replace(surroundingQuotes, '')
    .trim();
  if (typed.length > longestInput) {
    const example = { from: isoDayOf(today - 7), to: isoDayOf(today) };
    throw new Mistake('dates.tooLong', { longest: longestInput, ...example });
  }
  if (/\bb\.?c\.?(?:e\.?)?$/i.test(typed)) throw tooEarly(earliestMs);
  const { from, to } = readAnyLanguage(typed === '' ? 'last month' : typed, today);
  if (from > today) throw notYet(today);
  const first = earliestMs === null ? today : dayOf(earliestMs);
  if (from < Math.min(firstDayOf(firstYear * 12), first)) throw tooEarly(earliestMs);
  if (earliestMs !== null && to <= first) throw tooEarly(earliestMs);
  return { from: from * 24, to: to * 24 };
}

/** Without what is not seen, such as zero-width spaces and marks of direction, and with plain digits and hyphens. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u2010-\u2012\u2212]/g, '-');
}

const surroundingQuotes = /^["'`“”„]+|["'`“”]+$/g;
const longestInput = 64;
const firstYear = 1990;

function tooEarly(earliestMs: number | null): Mistake {
  if (earliestMs === null) return new Mistake('dates.tooEarly', { year: firstYear });
  return new Mistake('dates.beforeTheFirst', { day: spokenDay(dayOf(earliestMs)) });
}

/** English first: what is understood in it means the same to everybody. */
function readAnyLanguage(typed: string, today: Day): DayRange {
  const mistakes: Mistake[] = [];
  const texts = function* () {
    yield typed;
    yield* inEnglish(typed);
  };
  for (const text of texts()) {
    try {
      return readRange(text, today);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      mistakes.push(error);
    }
  }
  throw (isInEnglish(typed) ? undefined : mistakes[1]) ?? mistakes[0];
}

function readRange(typed: string, today: Day): DayRange {
  const period = periodOf(typed, today);
  if (period !== undefined) return period;
  const reading = { whole: typed, today };
  const since = /^since (.+)$/i.exec(typed)?.[1];
  if (since !== undefined) {
    return { from: periodOf(since, today)?.from ?? readDay('start', since, reading), to: today + 1 };
  }
  const [first = '', second, third] = typed.replace(/^from /i, '').split(/ to | [-–—] | ?(?:\.{2,}|…) ?/i);
  if (third !== undefined) throw new Mistake('dates.tooManyEnds');
  if (second !== undefined) return readEnds(first, second, reading);
  const day = periodOf(first, today)?.from ?? readDay('whole', first, reading);
  if (first !== typed) throw new Mistake('dates.noEnd', { since: quoteInput(`since ${first}`) });
  return { from: day, to: day + 1 };
}

function periodOf(typed: string, today: Day): DayRange | undefined {
  return calendarPeriod(typed.toLowerCase(), today);
}

/** What is being read, and when. */
interface Reading {
  readonly whole: string;
  readonly today: Day;
}

function readEnds(first: string, second: string, reading: Reading): DayRange {
  const { today } = reading;
  const [firstPeriod, secondPeriod] = [periodOf(first, today), periodOf(second, today)];
  const start = firstPeriod?.from ?? readDay('start', first, reading);
  const end =
    secondPeriod?.to ?? (/^now$/i.test(second) ? today + 1 : readDay('end', second, reading, { after: start }));
  // "12 Jan to 14 Jan 2018": the year is meant for both.
  const isYearAtTheEnd = firstPeriod === undefined && /\d{4}/.test(second);
  const from = isYearAtTheEnd ? readDay('start', first, reading, { before: end }) : start;
  const period = firstPeriod ?? secondPeriod;
  if (period !== undefined) {
    const { from: firstDay, to: lastDay } = from < end ? { from, to: end } : period;
    const text = quoteInput(firstPeriod === undefined ? second : first);
    throw new Mistake('dates.periodAsEnd', { text, from: isoDayOf(firstDay), to: isoDayOf(lastDay) });
  }
  if (end === from) throw new Mistake('dates.noDayBetween', { day: isoDayOf(from) });
  if (end < from) throw new Mistake('dates.reversed', { from: isoDayOf(end), to: isoDayOf(from) });
  return { from, to: end };
}

function readDay(part: Part, text: string, { whole, today }: Reading, near: Partial<Surroundings> = {}): Day {
  const day = singleDay(text.toLowerCase(), { today, after: null, before: null, ...near });
  if (day === undefined) throw correction(whole, today) ?? notUnderstood(text, part, today);
  return day;
}

/** For a text in which words were mistyped. */
function correction(typed: string, today: Day): Mistake | null {
  const corrected = correctedText(typed.toLowerCase());
  if (corrected === typed.toLowerCase()) return null;
  try {
    if (readRange(corrected, today).from > today) return null;
    return new Mistake('dates.didYouMean', { text: quoteInput(typed), suggestion: inlineCode(corrected) });
  } catch (error) {
    if (error instanceof Mistake) return null;
    throw error;
  }
}
