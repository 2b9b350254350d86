import type { BucketTotals } from '../../src/columns/bucket-totals.ts';
import { noMoments } from '../../src/columns/moments.ts';
import { type Spread, spreadOf } from '../../src/columns/spread.ts';
import type { KeptReport, ReportType } from '../../src/core/report.ts';
import { reportMeasures } from '../../src/query/report-measures.ts';

/** A row of a report as numbers. Null belongs to no channel. */
export interface ReportRow {
  readonly label: string;
  readonly totalUsers: number | null;
  readonly activeUsers: number;
  readonly voiceUsers: number;
  readonly joins: number | null;
  readonly parts: number | null;
  readonly messages: number;
  readonly messagesPerUser: number;
  readonly messagesPerUserStdev: number;
  readonly voiceSeconds: number;
  readonly voiceHours: number;
  readonly voiceHoursPerUser: number;
  readonly voiceHoursPerUserStdev: number;
}

export interface GuildNumbers {
  readonly totalUsers: number | null;
  readonly joins: number | null;
  readonly parts: number | null;
}

export const noGuildNumbers: GuildNumbers = { totalUsers: null, joins: null, parts: null };

/** The measures of a row, and its seconds of voice, by which contenders and tests compare. */
export function reportRow(label: string, guild: GuildNumbers, messages: Spread, voice: Spread): ReportRow {
  const values = keptRow({ totalUsers: 0, joins: 0, parts: 0 }, messages, voice);
  return { ...(values as unknown as ReportRow), label, voiceSeconds: voice.total, ...guild };
}

/** What is kept of a pruned month with these numbers. */
export function keptRow({ totalUsers, joins, parts }: GuildNumbers, messages: Spread, voice: Spread): KeptReport {
  const guild = { joins: joins ?? 0, parts: parts ?? 0, headcount: totalUsers ?? 0, headcountHour: 0 };
  const totals: BucketTotals = { key: 0, ...guild, messages, voice };
  return Object.fromEntries(reportMeasures.map(({ name, read }) => [name, read(totals)]));
}

/** The rows of a report: all of them, or by channel those with counts, busiest first. */
export function reportRows(
  type: ReportType,
  found: readonly BucketTotals[],
  labelOf: (key: number) => string,
): readonly ReportRow[] {
  if (type === 'channels') {
    return found
      .filter(({ messages, voice }) => messages.total > 0 || voice.total > 0)
      .sort((a, b) => b.messages.total - a.messages.total || b.voice.total - a.voice.total || a.key - b.key)
      .map(({ key, messages, voice }) => reportRow(labelOf(key), noGuildNumbers, messages, voice));
  }
  return labels[type].map((label, key) => {
    const { headcount, joins, parts, messages, voice } = found.find((totals) => totals.key === key) ?? nothing;
    return reportRow(label, { totalUsers: headcount, joins, parts }, messages, voice);
  });
}

const labels: Readonly<Record<Exclude<ReportType, 'channels'>, readonly string[]>> = {
  full: ['full'],
  weekday: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  hourly: Array.from({ length: 24 }, (_, hour) => String(hour)),
};

const nobody = spreadOf(noMoments);

const nothing = { key: 0, headcount: 0, joins: 0, parts: 0, messages: nobody, voice: nobody };
