import type { APIEmbed } from '@discordjs/core';
import type { Report } from '../query/reporter.ts';
import { activeLine } from './active-embed.ts';
import { fullReportEmbed } from './embed.ts';
import { type ReportCircumstances, reportNotes } from './report-notes.ts';

/**
 * A full report with all that must be said of it: the answer to `.report full`, and what is posted at a month's end.
 * `active` is who wrote or talked in its range, of the whole guild; null where that is not told.
 */
export function fullReport(
  { channel, range, rows, ...facts }: Report,
  active: Parameters<typeof activeLine>[0] | null,
  circumstances: Pick<ReportCircumstances, 'firstConnectedMs' | 'countsMembers'>,
): APIEmbed {
  const [row] = rows;
  if (row === undefined) throw new Error('a full report has one row');
  const notes = reportNotes({ range, ...facts }, { ...circumstances, isOfChannel: channel !== null, isExport: false });
  const line = active === null ? null : activeLine(active);
  return fullReportEmbed({ channel, range, row, line }, notes);
}
