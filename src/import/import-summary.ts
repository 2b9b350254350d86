import { type Month, monthName, startOfMonthMs } from '../core/time.ts';
import type { Guild } from '../store/records/guild.ts';
import type { ImportResult, MonthRefusal, RefusedMonth } from './importer.ts';
import type { MonthSums } from './month-collection.ts';
import type { Span } from './spans.ts';

/** The result of an import, for the operator: a line per month, then what was left out and why. */
export function importSummary(
  { imported, refused, leftOut }: ImportResult,
  faults: number,
  guild: Pick<Guild, 'name'>,
): readonly string[] {
  const reasons = Object.entries(leftOut).map(([reason, rows]) => ({
    reason: words[reason as keyof typeof words],
    rows,
  }));
  const [count, were] = imported.length === 1 ? ['1 month', 'was'] : [`${imported.length} months`, 'were'];
  return [
    ...imported.map(monthLine),
    ...refused.map(refusedLine),
    ...[...reasons, { reason: 'what could not be read', rows: faults }]
      .filter(({ rows }) => rows > 0)
      .map(({ reason, rows }) => `Left out, ${reason}: ${rows}`),
    ...(imported.length === 0 ? [] : [`${count} ${were} imported for ${guild.name}.`]),
  ];
}

/** `March 2018: 120 messages, 14 members, 3 channels`, and which part of the month that is. */
function monthLine(sums: MonthSums): string {
  const { month, messages, members, channels, joins, leaves, voiceHours, covered, isReplacement } = sums;
  const facts = [
    amount(messages, 'message'),
    amount(members, 'member'),
    amount(channels, 'channel'),
    ...(joins > 0 ? [amount(joins, 'join')] : []),
    ...(leaves > 0 ? [amount(leaves, 'leave')] : []),
    ...(voiceHours > 0 ? [`${voiceHours.toFixed(1)} hours of voice`] : []),
  ];
  const notes = [...partNotes(month, covered), ...(isReplacement ? ['in place of what was imported before'] : [])];
  return [`${monthName(month)}: ${facts.join(', ')}`, ...notes].join('; ');
}

function partNotes(month: Month, { fromMs, toMs }: Span): readonly string[] {
  const from = fromMs > startOfMonthMs(month) ? [`from ${minuteText(fromMs)}`] : [];
  const to = toMs < startOfMonthMs(month + 1) ? [`until ${minuteText(toMs)}`] : [];
  const bounds = [...from, ...to];
  return bounds.length === 0 ? [] : [`the files cover it ${bounds.join(' ')} UTC only`];
}

/** `2024-03-10 12:00`. */
function minuteText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

function refusedLine({ month, refusal, rows }: RefusedMonth): string {
  return `${monthName(month)}: ${refusal}; ${amount(rows, 'row')} left out${advice[refusal] ?? ''}`;
}

const advice: Readonly<Partial<Record<MonthRefusal, string>>> = {
  'was imported with what these files lack': '. To replace it, give these files and the earlier ones in one command.',
};

function amount(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

const words: Readonly<Record<keyof ImportResult['leftOut'], string>> = {
  repeated: 'messages that were in another file already',
  'another file': 'lines of days that were in another file already',
  'ignored channel': 'rows of ignored channels',
  'ignored member': 'messages of members who are not counted',
  'not of a person': 'messages of apps, webhooks and Discord itself',
};
