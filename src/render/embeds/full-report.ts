import { type APIEmbed, EmbedBuilder } from 'discord.js';
import type { Result } from '../../query/query.ts';
import type { ActiveInRangeMeasure } from '../../query/questions/active-in-range.ts';
import type { ReportMeasure } from '../../query/report-measures.ts';
import type { Value } from '../../query/value.ts';
import { shortDefinition } from '../definitions.ts';
import { censusPink } from '../embed.ts';
import { days, resultNotes, spanText } from '../report-notes.ts';
import { decimalText, likelyNumber, unknown, valueText } from '../values.ts';
import type { Words } from '../words.ts';

/**
 * A full report with its notes: the answer to `.report full` and the post at a month's end.
 *
 * @param active The guild's active members in the range; null if they are not shown.
 * @param remarks Lines for the footer, before the notes.
 */
export function fullReport(
  report: Result<ReportMeasure>,
  active: Result<ActiveInRangeMeasure> | null,
  words: Words,
  remarks: readonly string[] = [],
): APIEmbed {
  const { channel, range } = report.query;
  const [row] = report.rows;
  if (row === undefined) throw new Error('full report without a row');
  const title =
    channel === null
      ? words.say('report.title', { days: days(range) })
      : words.say('report.titleOfChannel', { channel: channel.name, days: days(range) });
  const description = [spanText(range, words), ...activeLine(active, words)].join('\n');
  const notes = [
    words.say('note.utc'),
    ...remarks,
    ...resultNotes(report, { words }),
    ...(isSome(row.values.messages) ? [shortDefinition('sigma', words)] : []),
    ...(isSome(row.values.voiceHours) ? [shortDefinition('manHours', words)] : []),
  ];
  return new EmbedBuilder()
    .setColor(censusPink)
    .setTitle(title)
    .setDescription(description)
    .addFields(fieldsOf(row.values, words).map(([name, value]) => ({ name, value, inline: true })))
    .setFooter({ text: notes.join(' · ') })
    .toJSON();
}

function isSome(value: Value): boolean {
  return typeof value === 'number' && value > 0;
}

type Field = readonly [name: string, value: string];

function fieldsOf(values: Readonly<Record<ReportMeasure, Value>>, words: Words): readonly Field[] {
  return [
    [words.say('measure.totalUsers'), valueText(values.totalUsers)],
    [words.say('measure.activeUsers'), valueText(values.activeUsers)],
    [words.say('measure.voiceUsers'), valueText(values.voiceUsers)],
    [words.say('report.deltaUsers'), delta(values.joins, values.parts, words)],
    [words.say('measure.messages'), valueText(values.messages)],
    [
      words.say('measure.messagesPerUser'),
      orUnknown(values.messagesPerUser, () =>
        words.say('report.mean', {
          mean: decimalText(values.messagesPerUser),
          deviation: decimalText(values.messagesPerUserStdev),
        }),
      ),
    ],
    [
      words.say('report.voiceTime'),
      orUnknown(values.voiceHours, () => words.say('report.manHours', { hours: decimalText(values.voiceHours) })),
    ],
    [
      words.say('report.voiceTimePerUser'),
      orUnknown(values.voiceHoursPerUser, () =>
        words.say('report.meanHours', {
          mean: decimalText(values.voiceHoursPerUser),
          deviation: decimalText(values.voiceHoursPerUserStdev),
        }),
      ),
    ],
  ];
}

/** `12 (+20|-8)`. */
function delta(joins: Value, parts: Value, words: Words): string {
  const [came, left] = [likelyNumber(joins), likelyNumber(parts)];
  if (came === null && left === null) return unknown;
  const change = came === null || left === null ? unknown : String(came - left);
  return words.say('report.delta', { change, joins: valueText(joins), parts: valueText(parts) });
}

function orUnknown(value: Value, text: () => string): string {
  return typeof value === 'number' ? text() : unknown;
}

/** `Wrote or talked: 512 members, 74.2 on an average day`, without the average for one day; nothing if not known. */
function activeLine(active: Result<ActiveInRangeMeasure> | null, words: Words): readonly string[] {
  const [row] = active?.rows ?? [];
  const [members, mean] = [likelyNumber(row?.values.inRange), likelyNumber(row?.values.perDay)];
  if (members === null || mean === null) return [];
  const { range } = active?.query ?? { range: { from: 0, to: 0 } };
  const isOneDay = range.to - range.from <= 24;
  const keys = isOneDay
    ? (['report.activeDay', 'report.activeDayInTrial'] as const)
    : (['report.active', 'report.activeInTrial'] as const);
  return [words.say(keys[active?.facts.hasTrial ? 1 : 0], { members, mean: mean.toFixed(1) })];
}
