import type { APIEmbed } from '@discordjs/core';
import { hourMs } from '../../core/time.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import type { ChangeMeasure, ChangeQuery } from '../../query/questions/compared/change.ts';
import type { ComparedQuantity, CompareMeasure } from '../../query/questions/compared/compare.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { changeText as changeOf } from '../pictures/picture-numbers.ts';
import { coverageNote, spanText } from '../report-notes.ts';
import { countText, meanText, voiceText } from '../spoken-values.ts';
import { alignedTable } from '../text-table.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { answerEmbed, notesOf } from './answer-embed.ts';
import { changeText } from './change-text.ts';

/** What the answer to `.compare` is made of. */
export interface CompareAnswer {
  readonly compare: Result<CompareMeasure>;
  /** How the first range stands against the time before it, if that is the second one: one for each number. */
  readonly changes: readonly Result<ChangeMeasure>[];
}

/** Two ranges beside each other, A and B, as moderators read it. */
export function compareEmbed(
  { compare, changes }: CompareAnswer,
  words: Words,
  remarks: readonly string[] = [],
): APIEmbed {
  const other = compare.before;
  if (other === null) throw new Error('a comparison without the other range');
  const usual = changes.filter(({ rows }) => rows.some(({ values }) => typeof values.usualLow === 'number'));
  const table = ['```', alignedTable([headOf(words), ...compare.rows.map((row) => cellsOf(row, words))]), '```'];
  const rates = isOfRates(compare) ? compare.rows.flatMap((row) => rateLine(row, words)) : [];
  return answerEmbed(
    {
      title: words.say('compare.title'),
      description: [
        words.say('compare.range', { letter: 'A', days: spanText(compare.query.range, words) }),
        words.say('compare.range', { letter: 'B', days: spanText(other.query.range, words) }),
        ...table,
        ...markLine(compare, words),
        ...(rates.length > 0 ? [words.say('compare.rates')] : []),
      ],
      fields: [
        { name: words.say('compare.perHour'), lines: rates },
        { name: words.say('compare.usual'), lines: usual.map((change) => usualLine(change, words)) },
        {
          name: words.say('compare.coverage'),
          lines: [coverageLine('A', compare, words), coverageLine('B', other, words)],
        },
      ],
      notes: [words.say('note.utc'), ...remarks, ...notesOfBoth(compare, other, words)],
    },
    words,
  );
}

function headOf(words: Words): readonly string[] {
  return ['', 'A', 'B', words.say('compare.change')];
}

function cellsOf(row: ResultRow<CompareMeasure>, words: Words): readonly string[] {
  const { value, other, change } = row.values;
  return [
    words.say(`compare.of.${quantityOf(row)}`),
    ...[value, other].map((each) => amountText(each, quantityOf(row), words)),
    // A narrow space is not as wide as a letter.
    typeof change === 'number' ? changeOf(change, words).replaceAll('\u202f', ' ') : unknown,
  ];
}

function quantityOf({ key }: ResultRow<CompareMeasure>): ComparedQuantity {
  return (key.kind === 'group' ? key.name : 'people') as ComparedQuantity;
}

function amountText(value: Value, quantity: ComparedQuantity, words: Words): string {
  if (quantity === 'voiceSeconds') return voiceText(value, words);
  return quantity === 'peoplePerDay' ? meanText(value, words) : countText(value, words);
}

function markLine({ rows }: Result<CompareMeasure>, words: Words): readonly string[] {
  const marked = rows.find((row) => quantityOf(row) === 'people')?.values.marked;
  if (marked === 1) return [words.say('compare.morePeople')];
  if (marked === -1) return [words.say('compare.fewerPeople')];
  return marked === 0 ? [words.say('compare.asManyPeople')] : [];
}

/** Whether the two are so different that only what happened in an hour compares. */
function isOfRates({ rows }: Result<CompareMeasure>): boolean {
  return rows.some((row) => {
    const { marked } = row.values;
    return quantityOf(row) === 'people' && isNotKnown(marked) && marked.notKnown === 'notComparable';
  });
}

function rateLine(row: ResultRow<CompareMeasure>, words: Words): readonly string[] {
  const { perHour, otherPerHour } = row.values;
  const quantity = quantityOf(row);
  if (typeof perHour !== 'number' || typeof otherPerHour !== 'number') return [];
  const text = (value: number) => (quantity === 'voiceSeconds' ? voiceText(value, words) : words.number(value, 2));
  const said = { quantity: words.say(`compare.of.${quantity}`), own: text(perHour), other: text(otherPerHour) };
  return [words.say('compare.rateLine', said)];
}

function usualLine(change: Result<ChangeMeasure>, words: Words): string {
  const { metric } = change.query as ChangeQuery;
  const quantity = metric as Extract<typeof metric, ComparedQuantity>;
  return words.say('compare.usualLine', {
    metric: words.say(`compare.of.${quantity}`),
    change: changeText(change, words),
  });
}

function coverageLine(letter: 'A' | 'B', { query, facts }: Result<CompareMeasure>, words: Words): string {
  const { countingSinceMs, importedMonths, coverage } = facts;
  const isBefore = countingSinceMs !== null && countingSinceMs >= query.range.to * hourMs;
  if (isBefore && importedMonths.length === 0) return words.say('compare.beforeCounting', { letter });
  const beginsLater =
    countingSinceMs !== null && countingSinceMs > query.range.from * hourMs && importedMonths.length === 0;
  const since = beginsLater ? [words.say('note.countingSince', { time: words.localMinute(countingSinceMs) })] : [];
  return words.say('compare.coverageOf', { letter, coverage: [...since, coverageNote(coverage, words)].join(', ') });
}

/** What concerns both is said once. The coverage has a field of its own. */
function notesOfBoth(own: Result<CompareMeasure>, other: Result<CompareMeasure>, words: Words): readonly string[] {
  const notes = [own, other].flatMap((side) => {
    const facts = { ...side.facts, countingSinceMs: null, coverage: { observedShare: 1, gaps: [] } };
    const rows = side === own ? own.rows : [];
    return notesOf({ ...side, rows, facts }, ['value', 'other', 'change'], words);
  });
  return [...new Set(notes)];
}
