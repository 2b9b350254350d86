import type { APIEmbed } from '@discordjs/core';
import type { Report } from '../report/reporter.ts';
import { fullReportEmbed } from './embed.ts';
import { type ReportCircumstances, reportNotes } from './report-notes.ts';

/** A full report with all that must be said of it: the answer to `.report full`, and what is posted at a month's end. */
export function fullReport(
  { channel, range, rows, ...facts }: Report,
  circumstances: Pick<ReportCircumstances, 'firstConnectedMs' | 'countsMembers'>,
): APIEmbed {
  const [row] = rows;
  if (row === undefined) throw new Error('a full report has one row');
  const notes = reportNotes({ range, ...facts }, { ...circumstances, isOfChannel: channel !== null, isExport: false });
  return fullReportEmbed({ channel, range, row }, notes);
}
