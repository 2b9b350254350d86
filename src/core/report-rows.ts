import type { BucketTotals } from './bucket-totals.ts';
import type { ChannelNumber } from './counter.ts';
import { type GuildNumbers, type ReportRow, type ReportType, reportRow, spreadOf } from './report.ts';

/**
 * The rows of a report, made of what was found of each. `channelLabel` is what a row of a `channels` report is called.
 */
export function reportRows(
  type: ReportType,
  found: readonly BucketTotals[],
  channelLabel: (channel: ChannelNumber) => string,
): readonly ReportRow[] {
  if (type === 'channels')
    return busiestFirst(found).map((totals) => rowOf(channelLabel(totals.key), totals, noGuildNumbers));
  const buckets = new Map(found.map((totals) => [totals.key, totals]));
  return labels[type].map((label, key) => {
    const totals = buckets.get(key) ?? nothing;
    return rowOf(label, totals, { totalUsers: totals.headcount, joins: totals.joins, parts: totals.parts });
  });
}

/** Of the rows that are always there, in their order. */
const labels: Readonly<Record<Exclude<ReportType, 'channels'>, readonly string[]>> = {
  full: ['full'],
  weekday: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  hourly: Array.from({ length: 24 }, (_, hour) => String(hour)),
};

const nobody = spreadOf(new Float64Array(0));

const nothing: BucketTotals = {
  key: 0,
  joins: 0,
  parts: 0,
  headcount: 0,
  headcountHour: -1,
  messages: nobody,
  voice: nobody,
};

const noGuildNumbers: GuildNumbers = { totalUsers: null, joins: null, parts: null };

function rowOf(label: string, { messages, voice }: BucketTotals, guild: GuildNumbers): ReportRow {
  return reportRow(label, guild, messages, voice);
}

function busiestFirst(found: readonly BucketTotals[]): BucketTotals[] {
  return found
    .filter(({ messages, voice }) => messages.total > 0 || voice.total > 0)
    .sort((a, b) => b.messages.total - a.messages.total || b.voice.total - a.voice.total || a.key - b.key);
}
