import type { ReportRow } from '../../core/report.ts';
import { csvLines } from './csv.ts';

const header = [
  'Case',
  'Total users',
  'Active users',
  'Voice users',
  'Joins',
  'Parts',
  'Messages',
  'Messages/user',
  '(stdev)',
  'Voice man-hours',
  'Voice hours/user',
  '(stdev)',
];

/** The rows of a report as CSV, with a header. A cell that does not apply is empty. */
export function reportCsv(rows: readonly ReportRow[]): string {
  const lines = rows.map((row) => [
    row.label,
    row.totalUsers,
    row.activeUsers,
    row.voiceUsers,
    row.joins,
    row.parts,
    row.messages,
    row.messagesPerUser,
    row.messagesPerUserStdev,
    row.voiceHours,
    row.voiceHoursPerUser,
    row.voiceHoursPerUserStdev,
  ]);
  return csvLines([header, ...lines]);
}
