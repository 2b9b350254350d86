import { isoDay } from '../../core/time.ts';
import type { Result, RowKey } from '../../query/query.ts';
import type { ActiveDayMeasure } from '../../query/questions/active-days.ts';
import type { ReportMeasure } from '../../query/report-measures.ts';
import { isBetween, isNotKnown, type Value } from '../../query/value.ts';
import { type ChannelLabels, rowLabel } from '../row-label.ts';
import { english, type MessageKey } from '../words.ts';
import { byteOrderMark, type CsvValue, csvLines } from './csv.ts';

/** The rows of a report as CSV, with a header in English. A cell whose number is not known is empty. */
export function reportCsv({ measures, rows }: Result<ReportMeasure>, labels: ChannelLabels): string {
  const header = [english.say('report.case'), ...measures.map((measure) => english.say(`measure.${measure}`))];
  const lines = rows.map(({ key, values }) => [caseOf(key, labels), ...measures.map((name) => csvValue(values[name]))]);
  return csvLines([header, ...lines]);
}

/**
 * Any result as CSV, one line a row: the beginning of a period, or the name of what the row is about, then its numbers. A
 * number with bounds has three columns.
 */
export function tableCsv<Measure extends string>(
  { measures, rows }: Pick<Result<Measure>, 'measures' | 'rows'>,
  labels: ChannelLabels,
): string {
  const isBounded = new Set(measures.filter((name) => rows.some(({ values }) => isBetween(values[name]))));
  const nameOf = (measure: Measure) => english.say(`measure.${measure}` as MessageKey);
  const header = measures.flatMap((name) => {
    const said = nameOf(name);
    return isBounded.has(name) ? [said, `${said} low`, `${said} high`] : [said];
  });
  const lines = rows.map(({ key, values }) => [
    caseOf(key, labels),
    ...measures.flatMap((name) => (isBounded.has(name) ? bounds(values[name]) : [cellOf(name, values[name])])),
  ]);
  return csvLines([[english.say('report.case'), ...header], ...lines]);
}

/** A day is written as one. A channel without a message has no last one. */
function cellOf(measure: string, value: Value): CsvValue {
  if (measure !== 'lastMessageDay' || typeof value !== 'number') return csvValue(value);
  return value === 0 ? null : isoDay(value * 24);
}

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
  return byteOrderMark + csvLines([activeHeader, ...lines]);
}

function caseOf(key: RowKey, labels: ChannelLabels): string {
  if (key.kind === 'total') return 'full';
  return key.kind === 'hourOfDay' ? String(key.hour) : rowLabel(key, labels);
}

/** A number for a cell; null for an empty one. */
function csvValue(value: Value): CsvValue {
  if (isNotKnown(value)) return null;
  return isBetween(value) ? value.estimate : value;
}

const activeHeader = ['Date', 'DAU', 'WAU', 'WAU low', 'WAU high', 'MAU', 'MAU low', 'MAU high', 'Calendar month'];

function bounds(window: Value): CsvValue[] {
  if (isNotKnown(window)) return [null, null, null];
  return isBetween(window) ? [window.estimate, window.low, window.high] : [window, window, window];
}
