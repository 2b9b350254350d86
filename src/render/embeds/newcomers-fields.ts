import type { Result } from '../../query/query.ts';
import type { NewcomerMeasure } from '../../query/questions/newcomers.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { unknown, valueText } from '../values.ts';
import type { Words } from '../words.ts';

type Values = Readonly<Record<NewcomerMeasure, Value>>;

/** The numbers about newcomers as fields of an embed, names to values. If nothing can be said, one line says why. */
export function newcomersFields({ rows }: Result<NewcomerMeasure>, words: Words): Record<string, string> {
  const values = rows[0]?.values as Values;
  const told = [values.ofNew, values.cameBack1, values.cameBack7, values.cameBack30];
  const [first] = told;
  if (told.every(isNotKnown) && isNotKnown(first as Value)) {
    return { [words.say('newcomers.title')]: because(first as Value, words) };
  }
  return {
    [words.say('newcomers.title')]: visits(values, words),
    [words.say('newcomers.byTenure')]: words.say('newcomers.tenures', {
      day0: valueText(values.day0),
      day1: valueText(values.day1),
      days2to6: valueText(values.days2to6),
      days7to29: valueText(values.days7to29),
      day30on: valueText(values.day30on),
    }),
    [words.say('newcomers.cameBack', { days: 1 })]: returned(values.cameBack1, values.joiners1, words),
    [words.say('newcomers.cameBack', { days: 7 })]: returned(values.cameBack7, values.joiners7, words),
    [words.say('newcomers.cameBack', { days: 30 })]: returned(values.cameBack30, values.joiners30, words),
  };
}

/** `Of 22 visits, 10 were by people who joined within the last week.` */
function visits({ visits: all, ofNew }: Values, words: Words): string {
  if (typeof all !== 'number' || typeof ofNew !== 'number') return because(ofNew, words, 'newcomers.partTooFew');
  return all === 0 ? words.say('newcomers.nobody') : words.say('newcomers.visits', { all, ofNew });
}

/** `4 of 12 (33.3 %)`. */
function returned(cameBack: Value, joiners: Value, words: Words): string {
  if (typeof cameBack !== 'number' || typeof joiners !== 'number') return because(cameBack, words);
  const percent = joiners === 0 ? 0 : (100 * cameBack) / joiners;
  return words.say('newcomers.share', { part: cameBack, whole: joiners, percent: percent.toFixed(1) });
}

/** @param tooFew What is said where it is too few people. */
function because(
  value: Value,
  words: Words,
  tooFew: 'newcomers.tooFew' | 'newcomers.partTooFew' = 'newcomers.tooFew',
): string {
  if (!isNotKnown(value)) return valueText(value);
  const why = value.notKnown === 'tooFew' ? words.say(tooFew) : words.say(`why.${value.notKnown}`);
  return words.say('active.unknownBecause', { mark: unknown, why });
}
