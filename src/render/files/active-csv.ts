import type { HourRange } from '../../core/time.ts';
import { isoDay } from '../../core/time.ts';
import { activeDays } from '../../query/active-days.ts';
import { type ActiveMembers, exactly } from '../../query/active-members.ts';
import type { ActiveWindows } from '../../query/active-windows.ts';
import { byteOrderMark, type CsvValue, csvLines } from './csv.ts';

const header = ['Date', 'DAU', 'WAU', 'WAU low', 'WAU high', 'MAU', 'MAU low', 'MAU high', 'Calendar month'];

/**
 * A line for each day of a range: how many members were active on it, in the seven and the thirty days that end with it,
 * and in the calendar month so far. Over a month's end the estimate stands between its bounds. A cell is empty where there
 * is no estimate, or where counters were deleted. `onProgress` is told what share of the days is done, 0 to 1.
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
