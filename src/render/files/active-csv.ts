import type { HourRange } from '../../core/time.ts';
import { isoDay } from '../../core/time.ts';
import { activeDays } from '../../query/active/active-days.ts';
import { type ActiveMembers, exactly } from '../../query/active/active-members.ts';
import type { ActiveWindows } from '../../query/active/active-windows.ts';
import { byteOrderMark, type CsvValue, csvLines } from './csv.ts';

const header = ['Date', 'DAU', 'WAU', 'WAU low', 'WAU high', 'MAU', 'MAU low', 'MAU high', 'Calendar month'];

/**
 * One line per day: the members active on that day, in the 7 and the 30 days that end with it, and in the calendar
 * month so far. Across months, the estimate has its bounds next to it. A cell is empty if there is no estimate, or if
 * counters were deleted.
 *
 * @param onProgress Receives the share of the days done, from 0 to 1.
 */
export async function* activeCsv(
  windows: ActiveWindows,
  range: HourRange,
  onProgress: (share: number) => void = () => {},
): AsyncGenerator<string> {
  yield byteOrderMark + csvLines([header]);
  for await (const { from, day, week, month, calendarMonth } of activeDays(windows, range)) {
    const cells = [isoDay(from), day && exactly(day), ...bounds(week), ...bounds(month)];
    yield csvLines([[...cells, calendarMonth && exactly(calendarMonth)]]);
    onProgress((from + 24 - range.from) / (range.to - range.from));
  }
}

function bounds(window: ActiveMembers | null): CsvValue[] {
  return window === null ? [null, null, null] : [window.estimate, window.low, window.high];
}
