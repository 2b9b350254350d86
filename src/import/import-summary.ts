import { monthName, startOfMonthMs } from '../core/time.ts';
import type { Guild } from '../store/records.ts';
import type { ImportResult, MonthRefusal, RefusedMonth } from './importer.ts';
import type { MonthSums } from './month-collection.ts';

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
  return [
    ...imported.map(monthLine),
    ...refused.map(refusedLine),
    ...imported.flatMap(partLine),
    ...[...reasons, { reason: 'what could not be read', rows: faults }]
      .filter(({ rows }) => rows > 0)
      .map(({ reason, rows }) => `Left out, ${reason}: ${rows}`),
    ...(imported.length === 0 ? [] : [lastLine(imported, guild)]),
  ];
}

/** `March 2018: 120 messages, 14 members, 3 channels`. */
function monthLine({ month, messages, members, channels, joins, leaves, voiceHours }: MonthSums): string {
  const facts = [
    amount(messages, 'message'),
    amount(members, 'member'),
    amount(channels, 'channel'),
    ...(joins > 0 ? [amount(joins, 'join')] : []),
    ...(leaves > 0 ? [amount(leaves, 'leave')] : []),
    ...(voiceHours > 0 ? [`${voiceHours.toFixed(1)} hours of voice`] : []),
  ];
  return `${monthName(month)}: ${facts.join(', ')}`;
}

/** Which part of a month the files cover, if it is not all of it. */
function partLine({ month, covered: { fromMs, toMs } }: MonthSums): readonly string[] {
  const from = fromMs > startOfMonthMs(month) ? [`from ${minuteText(fromMs)}`] : [];
  const to = toMs < startOfMonthMs(month + 1) ? [`until ${minuteText(toMs)}`] : [];
  const bounds = [...from, ...to].join(' ');
  if (bounds === '') return [];
  return [`The files cover ${monthName(month)} only ${bounds} UTC; the rest is shown as not observed.`];
}

/** `2024-03-10 12:00`. */
function minuteText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

function lastLine(imported: readonly MonthSums[], guild: Pick<Guild, 'name'>): string {
  const were = imported.length === 1 ? 'was' : 'were';
  const replaced = imported.filter(({ isReplacement }) => isReplacement).length;
  const instead = replaced === 0 ? '' : `, ${replaced} in place of what was imported before`;
  return `${amount(imported.length, 'month')} ${were} imported for ${guild.name}${instead}.`;
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
