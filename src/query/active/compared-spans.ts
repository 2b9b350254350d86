import { type Hour, type HourRange, hourMs, hoursOfMonth, monthOfHour, weekdayOfHour } from '../../core/time.ts';

/** A range, and the one that it is compared with. */
export interface ComparedSpans {
  readonly range: HourRange;
  readonly before: HourRange;
}

/**
 * What the days of a range are compared with. Days that are over: as many days just before. Days up to now: they end at
 * the nearest full hour, and are compared with the same part of the day, week or calendar month before, or else of as
 * many days.
 *
 * @param asked Whole days, the first of them today or earlier.
 */
export function comparedSpans(asked: HourRange, nowMs: number): ComparedSpans {
  const { from } = asked;
  const today = Math.floor(nowMs / hourMs / 24) * 24;
  if (asked.to <= today) return { range: asked, before: shifted(asked, asked.to - from) };
  const range = { from, to: Math.max(from + 1, Math.round(nowMs / hourMs)) };
  if (from === today) return { range, before: shifted(range, 24) };
  if (from === today - weekdayOfHour(today) * 24) return { range, before: shifted(range, 7 * 24) };
  if (from === hoursOfMonth(monthOfHour(today)).from) return { range, before: inMonthBefore(range) };
  return { range, before: shifted(range, today + 24 - from) };
}

function shifted({ from, to }: HourRange, by: Hour): HourRange {
  return { from: from - by, to: to - by };
}

/** The same days of the month before, which may be shorter. */
function inMonthBefore({ from, to }: HourRange): HourRange {
  const month = hoursOfMonth(monthOfHour(from) - 1);
  return { from: month.from, to: Math.min(month.to, month.from + to - from) };
}
