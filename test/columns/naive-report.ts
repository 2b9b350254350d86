import type { Counter } from '../../src/core/counter.ts';
import type { ReportRow } from './report-rows.ts';

/** A row of a report, by the formulas, over counters that are already added up. Voice may be in milliseconds. */
export function naiveRow(label: string, counters: readonly Counter[], guildCounters = counters): ReportRow {
  const messages = sumsByMember(counters.filter(({ metric }) => metric === 'msg').map((c) => [c.member, c.amount]));
  const seconds = sumsByMember(
    counters.filter(({ metric }) => metric === 'voice').map((c) => [c.member, Math.floor(c.amount / 1000)]),
  );
  const hours = seconds.map((value) => value / 3600);
  const headcounts = guildCounters.filter(({ metric }) => metric === 'total_users').sort((a, b) => a.hour - b.hour);
  return {
    label,
    totalUsers: headcounts.at(-1)?.amount ?? 0,
    activeUsers: messages.length,
    voiceUsers: seconds.length,
    joins: sum(guildCounters.filter(({ metric }) => metric === 'join').map((c) => c.amount)),
    parts: sum(guildCounters.filter(({ metric }) => metric === 'part').map((c) => c.amount)),
    messages: sum(messages),
    messagesPerUser: mean(messages),
    messagesPerUserStdev: sampleDeviation(messages),
    voiceSeconds: sum(seconds),
    voiceHours: sum(seconds) / 3600,
    voiceHoursPerUser: mean(hours),
    voiceHoursPerUserStdev: sampleDeviation(hours),
  };
}

function sumsByMember(pairs: readonly (readonly [number, number])[]): number[] {
  const sums = new Map<number, number>();
  for (const [member, amount] of pairs) sums.set(member, (sums.get(member) ?? 0) + amount);
  return [...sums.values()].filter((value) => value >= 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

function sampleDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
}
