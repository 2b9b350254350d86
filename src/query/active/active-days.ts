import { nextTurn } from '../../core/async/event-loop.ts';
import { dayMs, type Hour, type HourRange } from '../../core/time.ts';
import type { ActiveMembers } from './active-members.ts';
import { type ActiveWindows, monthHours, monthStart, weekHours } from './active-windows.ts';

/** The active members of windows that end with a day; null if some of their counters were deleted. */
export interface ActiveDay {
  /** The first hour of the day. */
  readonly from: Hour;
  readonly day: ActiveMembers | null;
  /** The 7 days that end with it. */
  readonly week: ActiveMembers | null;
  /** The 30 days that end with it. */
  readonly month: ActiveMembers | null;
  /** The calendar month so far. */
  readonly calendarMonth: ActiveMembers | null;
}

/** The part of a range before the end of the current day. */
export function untilToday({ from, to }: HourRange, nowMs: number): HourRange {
  return { from, to: Math.min(to, (Math.floor(nowMs / dayMs) + 1) * 24) };
}

/** Yields the days of a range. */
export async function* activeDays(windows: ActiveWindows, range: HourRange): AsyncGenerator<ActiveDay> {
  for (let from = range.from; from < range.to; from += 24) {
    const to = from + 24;
    yield {
      from,
      day: await windows.within({ from, to }),
      week: await windows.within({ from: to - weekHours, to }),
      month: await windows.within({ from: to - monthHours, to }),
      calendarMonth: await windows.within({ from: monthStart(from), to }),
    };
    await nextTurn();
  }
}
