import type { APIEmbed } from '@discordjs/core';
import { hourMs, hoursOfMonth, monthOfHour, weekdayOfHour } from '../../core/time.ts';
import type { Period, Result, ResultRow } from '../../query/query.ts';
import type { ChangeMeasure } from '../../query/questions/compared/change.ts';
import type { SeriesMeasure } from '../../query/series/series-measures.ts';
import type { ComparedMetric } from '../../query/usual/compared-metrics.ts';
import type { Value } from '../../query/value.ts';
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
      notes: [words.say('note.utc'), ...remarks, ...notesOf(series, [metric], words)],
    },
    words,
  );
}

function fieldsOf({ metric, grain, series, total, change }: OverAnswer, words: Words): readonly AnswerField[] {
  const all = total.rows[0]?.values;
  const perDay = change.rows[0]?.values.perDay;
  const field = (name: string, line: string): AnswerField => ({
    name,
    lines: line === '' ? [] : [line],
    isShort: true,
  });
  const known = series.rows.filter(({ values }) => likelyNumber(values[metric]) !== null);
  const [highest, lowest] = [most(known, metric), fewest(known, metric)];
  const extremes = [
    field(words.say('over.most'), extremeText(highest, { metric, grain }, words)),
    field(words.say('over.fewest'), lowest === highest ? '' : extremeText(lowest, { metric, grain }, words)),
  ];
  const changed = field(words.say('over.change'), changeText(change, words));
  if (metric === 'totalUsers') {
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

type Row = ResultRow<SeriesMeasure>;

function most(known: readonly Row[], metric: OverMetric): Row | undefined {
  return known.toSorted((a, b) => amountIn(b, metric) - amountIn(a, metric))[0];
}

/** Of the whole periods that are over and were observed: others have less because they are shorter. */
function fewest(known: readonly Row[], metric: OverMetric): Row | undefined {
  const whole = known.filter((row) => isWhole(row) && Number(row.values.observedShare) >= leastObserved);
  return whole.toSorted((a, b) => amountIn(a, metric) - amountIn(b, metric))[0];
}

const leastObserved = 0.95;

function isWhole({ key }: Row): boolean {
  if (key.kind !== 'period') return false;
  const hours = key.to - key.from;
  const month = hoursOfMonth(monthOfHour(key.from));
  return hours === 1 || hours === 24 || hours === 7 * 24 || hours === month.to - month.from;
}

function amountIn({ values }: Row, metric: OverMetric): number {
  return likelyNumber(values[metric]) ?? 0;
}

interface Shown {
  readonly metric: OverMetric;
  readonly grain: Period;
}

/** `776 (Monday, 14 October 2024)`; empty without a row. */
function extremeText(row: Row | undefined, { metric, grain }: Shown, words: Words): string {
  if (row === undefined) return '';
  const { from, to } = row.key.kind === 'period' ? row.key : { from: 0, to: 0 };
  const said = { amount: amountText(row.values[metric], metric, words) };
  if (grain === 'hour') return words.say('over.inPeriod', { ...said, period: words.minute(from * hourMs) });
  if (grain !== 'day') return words.say('over.inPeriod', { ...said, period: rangeName({ from, to }, words) });
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
