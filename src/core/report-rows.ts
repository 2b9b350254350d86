import type { ChannelNumber } from './counter.ts';
import { type MemberAmounts, MemberSums } from './member-sums.ts';
import { type GuildNumbers, type ReportRow, type ReportType, reportRow, type Spread, spreadOf } from './report.ts';
import type { Hour } from './time.ts';

/** What one row of a report is made of, or what one of those who share the work has found of it. */
export interface BucketTotals {
  /** A day of the week, 0 for Monday; an hour of the day; a channel; 0 of a full report. */
  readonly key: number;
  readonly joins: number;
  readonly parts: number;
  /** That of the last hour that has one; 0 with the hour −1 where none has. */
  readonly headcount: number;
  readonly headcountHour: Hour;
  readonly messages: Spread | MemberAmounts;
  /** In seconds. */
  readonly voice: Spread | MemberAmounts;
}

/** Makes the rows of a report of all that was found. `channelLabel` is what a row of a `channels` report is called. */
export function reportRows(
  type: ReportType,
  found: readonly BucketTotals[],
  channelLabel: (channel: ChannelNumber) => string,
): readonly ReportRow[] {
  const buckets = new Map<number, BucketTotals[]>(fixedBuckets[type].map((key) => [key, []]));
  for (const totals of found) buckets.set(totals.key, [...(buckets.get(totals.key) ?? []), totals]);
  if (type === 'channels') {
    const rows = Array.from(buckets, ([key, parts]) => ({ key, row: rowOf(channelLabel(key), parts, noGuildNumbers) }));
    return busiestFirst(rows);
  }
  return Array.from(buckets, ([key, parts]) => rowOf(labelOf(type, key), parts, guildNumbersOf(parts)));
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The rows that are always there, in their order. */
const fixedBuckets: Readonly<Record<ReportType, readonly number[]>> = {
  full: [0],
  weekday: Array.from(weekdays, (_, day) => day),
  hourly: Array.from({ length: 24 }, (_, hour) => hour),
  channels: [],
};

function labelOf(type: Exclude<ReportType, 'channels'>, key: number): string {
  switch (type) {
    case 'full':
      return 'full';
    case 'weekday':
      return weekdays[key] as string;
    case 'hourly':
      return String(key);
  }
}

function rowOf(label: string, parts: readonly BucketTotals[], guild: GuildNumbers): ReportRow {
  return reportRow(
    label,
    guild,
    wholeSpread(parts.map(({ messages }) => messages)),
    wholeSpread(parts.map(({ voice }) => voice)),
  );
}

/** Of what was shared by rows, one part has all and the others have nothing; what was shared by hours is added up. */
function wholeSpread(parts: readonly (Spread | MemberAmounts)[]): Spread {
  const sums = new MemberSums();
  for (const part of parts) {
    if ('members' in part) sums.add({ ...part, length: part.members.length });
    else if (part.users > 0) return part;
  }
  return spreadOf(sums.take().amounts);
}

const noGuildNumbers: GuildNumbers = { totalUsers: null, joins: null, parts: null };

function guildNumbersOf(parts: readonly BucketTotals[]): GuildNumbers {
  const last = parts.reduce((a, b) => (b.headcountHour > a.headcountHour ? b : a), { headcount: 0, headcountHour: -1 });
  return {
    totalUsers: last.headcount,
    joins: parts.reduce((sum, { joins }) => sum + joins, 0),
    parts: parts.reduce((sum, totals) => sum + totals.parts, 0),
  };
}

function busiestFirst(rows: readonly { readonly key: ChannelNumber; readonly row: ReportRow }[]): readonly ReportRow[] {
  return rows
    .filter(({ row }) => row.messages > 0 || row.voiceSeconds > 0)
    .sort((a, b) => b.row.messages - a.row.messages || b.row.voiceSeconds - a.row.voiceSeconds || a.key - b.key)
    .map(({ row }) => row);
}
