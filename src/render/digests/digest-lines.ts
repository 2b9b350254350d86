import type { ResultRow } from '../../query/query.ts';
import type { ComparedQuantity, CompareMeasure } from '../../query/questions/compared/compare.ts';
import type { UsualMeasure } from '../../query/questions/compared/usual.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { changeText, figureText } from '../pictures/picture-numbers.ts';
import { isWholeWeek, rangeBefore } from '../pictures/range-words.ts';
import { countText, meanText, voiceText } from '../spoken-values.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { type DigestNumbers, metricOf } from './digest-numbers.ts';

/**
 * The lines of a digest: `**266** people wrote or talked · +11 % on the week before (240)`. A week has one about an average
 * day, and a day has what is usual for it instead of the change.
 */
export function numberLines(numbers: DigestNumbers, words: Words): readonly string[] {
  const { compared, members } = numbers;
  const rows = new Map(
    compared.rows.flatMap((row) =>
      row.key.kind === 'group' ? [[row.key.name as ComparedQuantity, row] as const] : [],
    ),
  );
  const line = (quantity: ComparedQuantity): readonly string[] => {
    const row = rows.get(quantity);
    return row === undefined ? [] : [quantityLine(quantity, row, numbers, words)];
  };
  const isOfWeek = isWholeWeek(compared.query.range);
  const [joins, parts] = [rows.get('joins')?.values.value, rows.get('parts')?.values.value];
  const count = members.rows[0]?.values.perDay;
  return [
    ...line('people'),
    ...(isOfWeek ? line('peoplePerDay') : []),
    ...line('messages'),
    ...line('voiceSeconds'),
    words.say('digest.line.moves', { joins: shownCount(joins, words), parts: shownCount(parts, words) }),
    words.say('digest.line.members', { value: shownCount(count, words) }),
  ];
}

function quantityLine(
  quantity: ComparedQuantity,
  { values }: ResultRow<CompareMeasure>,
  numbers: DigestNumbers,
  words: Words,
): string {
  const shown = shownOf(quantity, values.value, words);
  const said = words.say('digest.line.quantity', { quantity, value: shown, count: shown === words.number(1) ? 1 : 2 });
  const beside = isWholeWeek(numbers.compared.query.range)
    ? changeOf(quantity, values, numbers, words)
    : usualOf(quantity, numbers, words);
  return beside === null ? said : words.say('digest.line.beside', { line: said, beside });
}

function shownOf(quantity: ComparedQuantity, value: Value, words: Words): string {
  if (quantity === 'voiceSeconds') return voiceText(value, words);
  return quantity === 'peoplePerDay' ? meanText(value, words) : countText(value, words);
}

function shownCount(value: Value | undefined, words: Words): string {
  return value === undefined ? unknown : countText(value, words);
}

/** `+11 % on the week before (240)`, without a percentage of few; null if nothing is known of it. */
function changeOf(
  quantity: ComparedQuantity,
  { change, other }: Readonly<Record<CompareMeasure, Value>>,
  { compared }: DigestNumbers,
  words: Words,
): string | null {
  const earlier = compared.before?.query.range;
  if (earlier === undefined || isNotKnown(other)) return null;
  const before = rangeBefore(earlier, compared.query.range, words);
  const shown = shownOf(quantity, other, words);
  return typeof change === 'number'
    ? words.say('digest.changed', { change: changeText(change, words), before, other: shown })
    : words.say('digest.before', { before, other: shown });
}

/** `usual 72–85`, and in bold if the day is outside; null while too few days are known. */
function usualOf(quantity: ComparedQuantity, { usual }: DigestNumbers, words: Words): string | null {
  const values = usual.find((result) => metricOf(result) === quantity)?.rows.at(-1)?.values;
  if (values === undefined) return null;
  const { usualLow: low, usualHigh: high, unusual }: Readonly<Record<UsualMeasure, Value>> = values;
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  const metric = quantity === 'voiceSeconds' ? 'voiceSeconds' : 'messages';
  const said = { low: figureText(low, metric, words), high: figureText(high, metric, words) };
  return words.say(unusual === 1 || unusual === -1 ? 'digest.outside' : 'digest.inside', said);
}
