import type { BucketTotals } from '../columns/bucket-totals.ts';
import type { CounterMetric } from '../core/metric.ts';

/** A column of a report. */
interface Measure {
  readonly name: string;
  /** Whose number it is. A number of the server belongs to no channel. */
  readonly of: 'server' | 'channel';
  /** What it is computed from: if nothing of that was counted, the number may not be known. */
  readonly metric: CounterMetric;
  readonly unit: 'people' | 'messages' | 'hours' | 'times';
  read(totals: BucketTotals): number;
}

/** The columns of every report, in order. A new column is a row here, and its name in `render/locales/`. */
export const reportMeasures = [
  { name: 'totalUsers', of: 'server', metric: 'total_users', unit: 'people', read: ({ headcount }) => headcount },
  { name: 'activeUsers', of: 'channel', metric: 'msg', unit: 'people', read: ({ messages }) => messages.users },
  { name: 'voiceUsers', of: 'channel', metric: 'voice', unit: 'people', read: ({ voice }) => voice.users },
  { name: 'joins', of: 'server', metric: 'join', unit: 'times', read: ({ joins }) => joins },
  { name: 'parts', of: 'server', metric: 'part', unit: 'times', read: ({ parts }) => parts },
  { name: 'messages', of: 'channel', metric: 'msg', unit: 'messages', read: ({ messages }) => messages.total },
  { name: 'messagesPerUser', of: 'channel', metric: 'msg', unit: 'messages', read: ({ messages }) => messages.perUser },
  {
    name: 'messagesPerUserStdev',
    of: 'channel',
    metric: 'msg',
    unit: 'messages',
    read: ({ messages }) => messages.stdev,
  },
  { name: 'voiceHours', of: 'channel', metric: 'voice', unit: 'hours', read: ({ voice }) => voice.total / 3600 },
  {
    name: 'voiceHoursPerUser',
    of: 'channel',
    metric: 'voice',
    unit: 'hours',
    read: ({ voice }) => voice.perUser / 3600,
  },
  {
    name: 'voiceHoursPerUserStdev',
    of: 'channel',
    metric: 'voice',
    unit: 'hours',
    read: ({ voice }) => voice.stdev / 3600,
  },
] as const satisfies readonly Measure[];

/** A number in a row of a report. `days` is how many days of the range belong to the row, such as the Mondays. */
export type ReportMeasure = (typeof reportMeasures)[number]['name'] | 'days';

/** Whether a row has nothing at all of what a measure is computed from. */
export function hasNothingOf(
  metric: CounterMetric,
  { messages, voice, joins, parts, headcount }: BucketTotals,
): boolean {
  const amounts = { msg: messages.users, voice: voice.users, join: joins, part: parts, total_users: headcount };
  return amounts[metric] === 0;
}
