import { UserError } from '../../core/errors.ts';
import { type Day, dayMs, dayOfHour, type HourRange } from '../../core/time.ts';
import { parseDateRange } from '../input/date-range.ts';
import { type DayRange, firstDayOf, isoDayOf, monthOfDay, weekdayOf } from '../input/dates/calendar.ts';

/** A range that was asked for. */
export interface AskedRange {
  readonly range: HourRange;
  /** The text that was read as this range; null if none was given. */
  readonly text: string | null;
}

export interface RangeLimits {
  readonly nowMs: number;
  /** When the numbers begin, in milliseconds since the Unix epoch; null if that is not known. */
  readonly firstMs: number | null;
  /** Whether the command takes only ranges within one month. Weeks then end with their month. */
  readonly isWithinMonth: boolean;
  /** Whether the command has an answer for a range. */
  readonly isAnswered: (range: HourRange) => boolean;
}

/** Ranges as texts that commands read. */
export interface NeighbourRanges {
  /** The asked range itself, in a form that means the same tomorrow. */
  readonly same: string;
  /** The ranges before and after it; null if there is no answer, or if it has not begun. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * A range and its neighbours of the same kind: the calendar year, quarter, month, week or day before and after it; else as
 * many days. A running period is of its kind if it was asked for as such: on the first of a month, `this month` has other
 * neighbours than `today`.
 */
export function neighbourRanges({ range, text }: AskedRange, limits: RangeLimits): NeighbourRanges {
  const days = { from: dayOfHour(range.from), to: Math.ceil(range.to / 24) };
  const kind = kindOf(days, text, limits);
  const offered = (neighbour: DayRange, of: Kind | null) => readable(textOf(neighbour, of), limits);
  if (kind === null) {
    const length = days.to - days.from;
    const before = cutAtMonth({ from: days.from - length, to: days.from }, days.from - 1, limits);
    const after = cutAtMonth({ from: days.to, to: days.to + length }, days.to, limits);
    return { same: textOf(days, null), before: offered(before, null), after: offered(after, null) };
  }
  const period = periodOf(kind, days.from, limits);
  return {
    same: textOf(period, kind),
    before: offered(periodOf(kind, period.from - 1, limits), kind),
    after: offered(periodOf(kind, period.to, limits), kind),
  };
}

type Kind = 'year' | 'quarter' | 'month' | 'week' | 'day';

function kindOf(days: DayRange, text: string | null, limits: RangeLimits): Kind | null {
  const kinds = limits.isWithinMonth ? kindsWithinMonth : allKinds;
  return kinds.find((kind) => isOfKind(kind, days, text, limits)) ?? null;
}

const allKinds: readonly Kind[] = ['year', 'quarter', 'month', 'week', 'day'];
const kindsWithinMonth: readonly Kind[] = ['month', 'week', 'day'];

/** A running period is one of a kind if its text, read on its last day, means all of it. */
function isOfKind(kind: Kind, days: DayRange, text: string | null, limits: RangeLimits): boolean {
  const period = periodOf(kind, days.from, limits);
  // A week of which a month has one day. Buttons write it as a range, and people write a day.
  if (kind === 'week' && period.to - period.from === 1 && !text?.includes('..')) return false;
  if (days.from !== period.from || days.to > period.to) return false;
  if (days.to === period.to) return true;
  const [from, to] = [days.from * 24, period.to * 24];
  const later = rangeIn(text, { nowMs: (period.to - 1) * dayMs, firstMs: null });
  return later?.from === from && later.to === to;
}

function periodOf(kind: Kind, day: Day, limits: RangeLimits): DayRange {
  const month = monthOfDay(day);
  if (kind === 'day') return { from: day, to: day + 1 };
  if (kind === 'week') {
    const monday = day - weekdayOf(day);
    return cutAtMonth({ from: monday, to: monday + 7 }, day, limits);
  }
  const size = { month: 1, quarter: 3, year: 12 }[kind];
  const first = month - (month % size);
  return { from: firstDayOf(first), to: firstDayOf(first + size) };
}

/** The days that lie in the month of one of them, if only such ranges are taken. */
function cutAtMonth({ from, to }: DayRange, day: Day, { isWithinMonth }: RangeLimits): DayRange {
  if (!isWithinMonth) return { from, to };
  const month = monthOfDay(day);
  return { from: Math.max(from, firstDayOf(month)), to: Math.min(to, firstDayOf(month + 1)) };
}

function textOf({ from, to }: DayRange, kind: Kind | null): string {
  const first = isoDayOf(from);
  if (kind === 'year') return first.slice(0, 4);
  if (kind === 'quarter') return `${first.slice(0, 4)}-q${(monthOfDay(from) % 12) / 3 + 1}`;
  if (kind === 'month') return first.slice(0, 7);
  return kind === 'day' ? first : `${first}..${isoDayOf(to)}`;
}

/** The text, if a command takes it; else null. */
function readable(text: string, limits: RangeLimits): string | null {
  const range = rangeIn(text, limits);
  return range !== null && limits.isAnswered(range) ? text : null;
}

function rangeIn(text: string | null, { nowMs, firstMs }: Pick<RangeLimits, 'nowMs' | 'firstMs'>): HourRange | null {
  try {
    return parseDateRange(text, nowMs, { earliestMs: firstMs });
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
