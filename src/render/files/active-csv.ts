import { isoDay } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import type { ActiveDayMeasure } from '../../query/questions/active-days.ts';
import { isBetween, isNotKnown, type Value } from '../../query/value.ts';
import { byteOrderMark, type CsvValue, csvLines } from './csv.ts';
import { csvValue } from './report-csv.ts';

const header = ['Date', 'DAU', 'WAU', 'WAU low', 'WAU high', 'MAU', 'MAU low', 'MAU high', 'Calendar month'];

/**
 * One line per day: the members active on that day, in the 7 and the 30 days that end with it, and in the calendar
 * month so far. Across months, the estimate has its bounds next to it. A cell is empty if there is no estimate, or if
 * the number is not known.
 */
export function activeCsv({ rows }: Result<ActiveDayMeasure>): string {
  const lines = rows.map(({ key, values: { day, week, month, calendarMonth } }) => {
    const date = key.kind === 'period' ? isoDay(key.from) : '';
    return [date, csvValue(day), ...bounds(week), ...bounds(month), csvValue(calendarMonth)];
  });
  return byteOrderMark + csvLines([header, ...lines]);
}

function bounds(window: Value): CsvValue[] {
  if (isNotKnown(window)) return [null, null, null];
  return isBetween(window) ? [window.estimate, window.low, window.high] : [window, window, window];
}
