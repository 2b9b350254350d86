import type { APIEmbed } from '@discordjs/core';
import type { Report } from '../query/reporter.ts';
import { activeLine } from './active-embed.ts';
import { fullReportEmbed } from './embed.ts';
import { type ReportCircumstances, reportNotes } from './report-notes.ts';

/**
 * A full report with its notes: the answer to `.report full` and the post at a month's end.
 *
 * @param active The guild's active members in the range; null if they are not shown.
 */
export function fullReport(
  { channel, range, rows, ...facts }: Report,
  active: Parameters<typeof activeLine>[0] | null,
  circumstances: Pick<ReportCircumstances, 'firstConnectedMs' | 'countsMembers'>,
): APIEmbed {
  const [row] = rows;
  if (row === undefined) throw new Error('full report without a row');
  const notes = reportNotes({ range, ...facts }, { ...circumstances, isOfChannel: channel !== null, isExport: false });
  const line = active === null ? null : activeLine(active);
  return fullReportEmbed({ channel, range, row, line }, notes);
}
