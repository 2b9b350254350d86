import type { Counter } from '../../src/core/counter.ts';
import { naiveRow } from '../columns/naive-report.ts';

/** What happened in a month, and what of it Census could see. Times are in milliseconds since the Unix epoch. */
export interface NaiveSight {
  /** Added up. */
  readonly counters: readonly Counter[];
  readonly sinceMs: number;
  readonly nowMs: number;
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly isImported: boolean;
  readonly countsMembers: boolean;
  readonly isChannelCounted: boolean;
}

export interface NaiveQuestion {
  readonly type: 'full' | 'weekday' | 'hourly' | 'channels';
  readonly channel: number | null;
  readonly from: number;
  readonly to: number;
}

/** A column by its name in JSON; null is not known. */
export type NaiveValues = Readonly<Record<string, number | null>>;

const hourMs = 3_600_000;
const minuteMs = 60_000;

const metricsOfColumns: readonly (readonly [Counter['metric'], readonly string[]])[] = [
  ['total_users', ['totalUsers']],
  ['join', ['joins']],
  ['part', ['parts']],
  ['msg', ['activeUsers', 'messages', 'messagesPerUser', 'messagesPerUserStdev']],
  ['voice', ['voiceUsers', 'voiceHours', 'voiceHoursPerUser', 'voiceHoursPerUserStdev']],
];

/** The rows of a report by the formulas, with what cannot be known left out. Shares no code with src/. */
export function naiveReportValues(
  sight: NaiveSight,
  question: NaiveQuestion,
): readonly { readonly label: string; readonly values: NaiveValues }[] {
  const { type, channel, from, to } = question;
  const counters = sight.counters.filter(({ hour }) => hour >= from && hour < to);
  const hours = Array.from({ length: to - from }, (_, index) => from + index);
  const rowOf = (label: string, isIn: (hour: number) => boolean, only: number | null) => {
    const ofGuild = counters.filter(({ hour }) => isIn(hour));
    const own = ofGuild.filter((counter) => only === null || counter.channel === only);
    const row = naiveRow(label, own, ofGuild) as unknown as Record<string, number>;
    const asked = hours.filter(isIn);
    const values: Record<string, number | null> = { days: new Set(asked.map((hour) => Math.floor(hour / 24))).size };
    for (const [metric, names] of metricsOfColumns) {
      const isOfServer = metric !== 'msg' && metric !== 'voice';
      const isEmpty = row[names[0] ?? ''] === 0;
      const isKnown = !(isOfServer && type === 'channels') && (!isEmpty || isZeroKnown(sight, question, metric, asked));
      for (const name of names) values[name] = isKnown ? Number(row[name]) : null;
    }
    return { label, values };
  };
  switch (type) {
    case 'full':
      return [rowOf('full', () => true, channel)];
    case 'weekday':
      return weekdays.map((name, index) =>
        rowOf(name, (hour) => new Date(hour * hourMs).getUTCDay() === (index + 1) % 7, channel),
      );
    case 'hourly':
      return hours24.map((index) => rowOf(String(index), (hour) => hour % 24 === index, channel));
    case 'channels':
      return [...new Set(counters.map((counter) => counter.channel))]
        .filter((number) => number !== 0 && (channel === null || number === channel))
        .map((number) => ({ number, ...rowOf(String(number), () => true, number) }))
        .filter(({ values }) => values.messages || values.voiceHours)
        .sort(
          (a, b) =>
            Number(b.values.messages) - Number(a.values.messages) ||
            Number(b.values.voiceHours) - Number(a.values.voiceHours) ||
            a.number - b.number,
        );
  }
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const hours24 = Array.from({ length: 24 }, (_, hour) => hour);

function isZeroKnown(
  sight: NaiveSight,
  { channel, type }: NaiveQuestion,
  metric: Counter['metric'],
  asked: readonly number[],
): boolean {
  const begun = asked.filter((hour) => hour * hourMs < sight.nowMs);
  if (begun.length === 0) return true;
  if (sight.isImported) return sight.counters.some((counter) => counter.metric === metric);
  if ((metric === 'join' || metric === 'part') && !sight.countsMembers) return false;
  const isOfChannel = (channel !== null || type === 'channels') && (metric === 'msg' || metric === 'voice');
  if (isOfChannel && !sight.isChannelCounted) return false;
  return begun.some((hour) => isSeen(sight, hour));
}

/** Whether any minute of an hour was seen. All times of the test are full minutes. */
function isSeen({ sinceMs, nowMs, gaps }: NaiveSight, hour: number): boolean {
  return Array.from({ length: 60 }, (_, minute) => hour * hourMs + minute * minuteMs).some(
    (ms) => ms >= sinceMs && ms < nowMs && !gaps.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs),
  );
}
