import type { BucketTotals } from '../columns/bucket-totals.ts';
import { type Spread, spreadOf } from '../columns/spread.ts';
import { hiddenKey } from '../columns/tabulation.ts';
import type { ChannelNumber } from '../core/counter.ts';
import type { GuildNumbers, ReportRow, ReportType } from '../core/report.ts';

/**
 * The rows of a report from its tabulated totals.
 *
 * @param channelLabel The label of a row in a `channels` report.
 */
export function reportRows(
  type: ReportType,
  found: readonly BucketTotals[],
  channelLabel: (channel: ChannelNumber) => string,
): readonly ReportRow[] {
  if (type === 'channels')
    return busiestFirst(found).map((totals) =>
      reportRow(channelLabel(totals.key), noGuildNumbers, totals.messages, totals.voice),
    );
  const buckets = new Map(found.map((totals) => [totals.key, totals]));
  return labels[type].map((label, key) => {
    const totals = buckets.get(key) ?? nothing;
    const guild = { totalUsers: totals.headcount, joins: totals.joins, parts: totals.parts };
    return reportRow(label, guild, totals.messages, totals.voice);
  });
}

/** The labels of the fixed rows, in order. */
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

/** Builds a row from each active user's messages and each voice user's seconds. */
export function reportRow(label: string, guild: GuildNumbers, messages: Spread, voice: Spread): ReportRow {
  return {
    label,
    totalUsers: guild.totalUsers,
    activeUsers: messages.users,
    voiceUsers: voice.users,
    joins: guild.joins,
    parts: guild.parts,
    messages: messages.total,
    messagesPerUser: messages.perUser,
    messagesPerUserStdev: messages.stdev,
    voiceSeconds: voice.total,
    voiceHours: voice.total / 3600,
    voiceHoursPerUser: voice.perUser / 3600,
    voiceHoursPerUserStdev: voice.stdev / 3600,
  };
}

function busiestFirst(found: readonly BucketTotals[]): BucketTotals[] {
  return found
    .filter(({ messages, voice }) => messages.total > 0 || voice.total > 0)
    .sort(
      (a, b) =>
        Number(isHidden(a)) - Number(isHidden(b)) ||
        b.messages.total - a.messages.total ||
        b.voice.total - a.voice.total ||
        a.key - b.key,
    );
}

/** The row of the hidden channels comes last. */
function isHidden({ key }: BucketTotals): boolean {
  return key === hiddenKey;
}
