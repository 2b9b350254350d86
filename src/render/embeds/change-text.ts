import type { Result } from '../../query/query.ts';
import type { ChangeMeasure } from '../../query/questions/compared/change.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { rangeName } from '../range-name.ts';
import { changeSpan, changeText, shareText } from '../spoken-values.ts';
import type { Words } from '../words.ts';

type Change = Pick<Result<ChangeMeasure>, 'rows' | 'before'>;

/**
 * How a number stands against the time before: `+19 % on September 2024; usual −8 to +9 %: **outside the usual**`. Empty
 * if it is not known, and what each side has if that is too few for a percentage.
 *
 * @param text A number as it is shown.
 */
export function changeSentence(change: Change, words: Words, text: (value: Value) => string): string {
  const values = change.rows[0]?.values;
  const range = change.before?.query.range;
  if (values === undefined || range === undefined) return '';
  const before = rangeName(range, words);
  if (isNotKnown(values.change)) {
    const isTooFew = values.change.notKnown === 'tooFew' && typeof values.perDayBefore === 'number';
    return isTooFew ? words.say('change.from', { before, value: text(values.perDayBefore) }) : '';
  }
  return words.say('change.sentence', {
    change: changeText(values.change, words),
    before,
    usual: usualText(values, words),
  });
}

/** `; usual −8 to +9 %`, and in bold if the change lies outside of all that it is compared with; empty if not known. */
export function usualText(
  { usualLow, usualHigh, unusual }: Pick<Record<ChangeMeasure, Value>, 'usualLow' | 'usualHigh' | 'unusual'>,
  words: Words,
): string {
  const usual = changeSpan(usualLow, usualHigh, words);
  if (usual === '') return '';
  const isUnusual = typeof unusual === 'number' && unusual !== 0;
  return words.say(isUnusual ? 'change.unusual' : 'change.usual', { usual });
}

/** Whether a sentence has the word usual. */
export function saysUsual({ rows }: Change): boolean {
  return rows.some(({ values }) => typeof values.usualLow === 'number');
}

/** `2 of 12`, and the share from twenty on: `31 of 58 (53 %)`. */
export function partText(part: Value, whole: Value, words: Words): string | null {
  if (typeof part !== 'number' || typeof whole !== 'number') return null;
  const [some, all] = [words.number(part), words.number(whole)];
  if (whole < fewestForPercent) return words.say('change.part', { part: some, whole: all });
  return words.say('change.partShare', { part: some, whole: all, share: shareText(part / whole, words) });
}

/** Fewer have no percentage: a single person would be five of them or more. */
const fewestForPercent = 20;
