import type { APIEmbed } from '@discordjs/core';
import { hourMs, weekdayOfHour } from '../../core/time.ts';
import type { Period, Result } from '../../query/query.ts';
import type { ChangeMeasure } from '../../query/questions/compared/change.ts';
import type { SeriesMeasure } from '../../query/series/series-measures.ts';
import type { ComparedMetric } from '../../query/usual/compared-metrics.ts';
import type { Value } from '../../query/value.ts';
import { type Extreme, extreme } from '../pictures/over-picture.ts';
import { picturePeriods } from '../pictures/period-points.ts';
import { rangeName } from '../pictures/range-words.ts';
import { spanText } from '../report-notes.ts';
import { countText, meanText, voiceText } from '../spoken-values.ts';
import { likelyNumber, unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { type AnswerField, answerEmbed, notesOf } from './answer-embed.ts';
import { changeText } from './change-text.ts';

/** What the answer to `.over` is made of. */
export interface OverAnswer {
  readonly metric: OverMetric;
  readonly grain: Period;
  readonly series: Result<SeriesMeasure>;
  /** The same question about all of the range. */
  readonly total: Result<SeriesMeasure>;
  readonly change: Result<ChangeMeasure>;
}

/** The numbers that are shown over time. */
export type OverMetric = Exclude<ComparedMetric, 'parts'>;

/** One number over time, as moderators read it. */
export function overEmbed(answer: OverAnswer, words: Words, remarks: readonly string[] = []): APIEmbed {
  const { metric, grain, series } = answer;
  return answerEmbed(
    {
      title: words.say('over.title', { series: words.say(`over.series.${metric}`), grain }),
      description: [spanText(series.query.range, words), words.say(`over.definition.${metric}`)],
      fields: fieldsOf(answer, words),
      notes: [words.say('note.utc'), ...remarks, ...notesOf(series, [metric], words), ...cutNote(answer, words)],
    },
    words,
  );
}

/** Weeks and months end where the range ends. */
function cutNote({ metric, grain, series }: OverAnswer, words: Words): readonly string[] {
  const isCut = picturePeriods(series, metric, words).some(({ isWhole, isRunning }) => !isWhole && !isRunning);
  return isCut && (grain === 'week' || grain === 'month') ? [words.say('over.cut', { grain })] : [];
}

function fieldsOf(answer: OverAnswer, words: Words): readonly AnswerField[] {
  const { metric, series, total, change } = answer;
  const all = total.rows[0]?.values;
  const perDay = change.rows[0]?.values.perDay;
  const field = (name: string, line: string): AnswerField => ({
    name,
    lines: line === '' ? [] : [line],
    isShort: true,
  });
  const periods = picturePeriods(series, metric, words);
  const [most, fewest] = [extreme(periods, 1), extreme(periods, -1)];
  const extremes = [
    field(words.say('over.most'), extremeText(most, answer, words)),
    field(words.say('over.fewest'), fewest === most ? '' : extremeText(fewest, answer, words)),
  ];
  const changed = field(words.say('over.change'), changeText(change, words));
  if (metric === 'totalUsers') {
    const known = series.rows.filter(({ values }) => likelyNumber(values.totalUsers) !== null);
    const [first, last] = [known[0], known.at(-1)];
    return [
      field(words.say('over.atStart'), amountText(first?.values.totalUsers, metric, words)),
      field(words.say('over.atEnd'), amountText(last?.values.totalUsers, metric, words)),
      ...extremes,
      changed,
    ];
  }
  const parts = field(words.say('over.left'), amountText(all?.parts, 'joins', words));
  return [
    field(words.say(metric === 'joins' ? 'over.joined' : 'over.inAll'), amountText(all?.[metric], metric, words)),
    ...(metric === 'joins' ? [parts] : []),
    ...(perDay === undefined ? [] : [field(words.say('over.perDay'), meanOf(perDay, metric, words))]),
    ...extremes,
    changed,
  ];
}

/** `776 (Monday, 14 October 2024)`; empty if there is none. */
function extremeText(found: Extreme | null, { series, metric, grain }: OverAnswer, words: Words): string {
  if (found === null) return '';
  const { from, to } = found.period;
  const row = series.rows.find(({ key }) => key.kind === 'period' && key.from === from);
  const said = { amount: amountText(row?.values[metric], metric, words) };
  if (grain === 'hour') return words.say('over.inPeriod', { ...said, period: words.minute(from * hourMs) });
  if (grain === 'week') return words.say('over.inPeriod', { ...said, period: words.days({ from, to }) });
  if (grain === 'month') return words.say('over.inPeriod', { ...said, period: rangeName({ from, to }, words) });
  const weekday = words.weekday(weekdayOfHour(from));
  return words.say('over.onDay', { ...said, weekday, day: words.days({ from, to }) });
}

function amountText(value: Value | undefined, metric: OverMetric, words: Words): string {
  if (value === undefined) return unknown;
  return metric === 'voiceSeconds' ? voiceText(value, words) : countText(value, words);
}

function meanOf(value: Value, metric: OverMetric, words: Words): string {
  return metric === 'voiceSeconds' ? voiceText(value, words) : meanText(value, words);
}
