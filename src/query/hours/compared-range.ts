import { type Hour, type HourRange, hourMs, hourOfWeek, hoursOfMonth, monthOfHour } from '../../core/time.ts';

export type Comparison = 'periodBefore' | 'yearBefore';

/**
 * The range that a range is compared with:
 * - the period before: for whole months as many months before; for other ranges as many days just before;
 * - a year before: the same dates. 29 February has 28 February; whole months have whole months.
 *
 * The running day, week, month or year is compared with the same part of the one before. Other ranges that are not over
 * are compared up to now too.
 */
export function comparedRange(range: HourRange, comparison: Comparison, nowMs: number): HourRange {
  const isOver = range.to * hourMs <= nowMs;
  const known = upToNow(range, nowMs);
  if (comparison === 'yearBefore') return monthsEarlier(known, 12);
  if (isOver && isOfWholeMonths(range)) return monthsEarlier(range, monthOfHour(range.to) - monthOfHour(range.from));
  const running = isOver ? null : runningPeriod(range, nowMs);
  switch (running) {
    case 'year':
      return monthsEarlier(known, 12);
    case 'month':
      return monthsEarlier(known, 1);
    case 'week':
    case 'day': {
      const hours = running === 'day' ? 24 : 7 * 24;
      return { from: known.from - hours, to: known.to - hours };
    }
    case null:
      return before(range, known.to - range.from);
  }
}

/**
 * A range that is not over, cut at the nearest full hour; at least an hour of it, or one that has just begun would have
 * nothing to be compared with.
 */
export function upToNow({ from, to }: HourRange, nowMs: number): HourRange {
  return { from, to: to * hourMs <= nowMs ? to : Math.max(from + 1, Math.round(nowMs / hourMs)) };
}

/** Just before a range, by whole days if it is of days, with the given length. */
function before({ from, to }: HourRange, hours: number): HourRange {
  const start = from - (from % 24 === 0 && to % 24 === 0 ? Math.ceil(hours / 24) * 24 : hours);
  return { from: start, to: start + hours };
}

/** The calendar period that a range is the part so far of; null if none. */
export function runningPeriod({ from, to }: HourRange, nowMs: number): 'day' | 'week' | 'month' | 'year' | null {
  if (from * hourMs > nowMs) return null;
  if (from % 24 === 0 && to <= from + 24) return 'day';
  if (hourOfWeek(from) === 0 && to <= from + 7 * 24) return 'week';
  const month = monthOfHour(from);
  if (hoursOfMonth(month).from !== from) return null;
  if (to <= hoursOfMonth(month).to) return 'month';
  return month % 12 === 0 && to <= hoursOfMonth(month + 11).to ? 'year' : null;
}

/** Whether a range is one or more calendar months. */
export function isOfWholeMonths({ from, to }: HourRange): boolean {
  return from < to && isStartOfMonth(from) && isStartOfMonth(to);
}

function isStartOfMonth(hour: Hour): boolean {
  return hoursOfMonth(monthOfHour(hour)).from === hour;
}

/** The same dates some months earlier. A day that the month does not have becomes its last. */
function monthsEarlier(range: HourRange, months: number): HourRange {
  if (isOfWholeMonths(range)) {
    const [from, to] = [range.from, range.to].map((hour) => hoursOfMonth(monthOfHour(hour) - months).from);
    return { from: from as Hour, to: to as Hour };
  }
  // By the last hour, because the end is excluded: up to 28 February is not up to 1 March.
  const from = hourEarlier(range.from, months);
  return { from, to: Math.max(from, hourEarlier(range.to - 1, months)) + 1 };
}

function hourEarlier(hour: Hour, months: number): Hour {
  const month = monthOfHour(hour);
  const earlier = hoursOfMonth(month - months);
  const place = hour - hoursOfMonth(month).from;
  const ofDay = hour % 24;
  return Math.min(earlier.from + place, earlier.to - 24 + ofDay);
}
