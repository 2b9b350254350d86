import type { Result, RowKey } from '../../query/query.ts';
import type { ReportMeasure } from '../../query/report-measures.ts';
import { isBetween, isNotKnown, type Value } from '../../query/value.ts';
import { type ChannelLabels, rowLabel } from '../row-label.ts';
import { english } from '../words.ts';
import { type CsvValue, csvLines } from './csv.ts';

/** The rows of a report as CSV, with a header in English. A cell whose number is not known is empty. */
export function reportCsv({ measures, rows }: Result<ReportMeasure>, labels: ChannelLabels): string {
  const header = [english.say('report.case'), ...measures.map((measure) => english.say(`measure.${measure}`))];
  const lines = rows.map(({ key, values }) => [caseOf(key, labels), ...measures.map((name) => csvValue(values[name]))]);
  return csvLines([header, ...lines]);
}

/** A number for a cell; null for an empty one. */
export function csvValue(value: Value): CsvValue {
  if (isNotKnown(value)) return null;
  return isBetween(value) ? value.estimate : value;
}

function caseOf(key: RowKey, labels: ChannelLabels): string {
  if (key.kind === 'total') return 'full';
  return key.kind === 'hourOfDay' ? String(key.hour) : rowLabel(key, labels);
}
