import type { Result } from '../../query/query.ts';
import type { ChangeMeasure, ChangeQuery } from '../../query/questions/compared/change.ts';
import { isNotKnown } from '../../query/value.ts';
import type { HeadLine } from '../charts/canvas/picture-sheet.ts';
import type { Words } from '../words.ts';
import { changesText, changeText, decimalsFor, figureText } from './picture-numbers.ts';
import { isWholeMonth, rangeBefore } from './range-words.ts';

/** How a range stands against the time before, as the lines under a title. */
export function changeLines(change: Result<ChangeMeasure> | null, words: Words): readonly HeadLine[] {
  const values = change?.rows[0]?.values;
  const earlier = change?.before?.query.range;
  if (change === null || values === undefined || earlier === undefined || isNotKnown(values.perDayBefore)) {
    return change === null ? [] : [{ text: words.say('picture.nothingBefore') }];
  }
  const before = rangeBefore(earlier, change.query.range, words);
  if (isNotKnown(values.change) && values.change.notKnown === 'tooFew') return fewLines(change, before, words);
  if (typeof values.change !== 'number') return [];
  const [low, high] = [values.usualLow, values.usualHigh];
  if (typeof low !== 'number' || typeof high !== 'number') {
    const said = words.say('picture.changed', { change: changeText(values.change, words), before });
    return [{ text: isWholeMonth(change.query.range) ? words.say('picture.changedNoUsual', { changed: said }) : said }];
  }
  const shown = changeText(values.change, words, decimalsFor(low, high));
  const usual = changesText(low, high, words);
  if (values.unusual !== 1 && values.unusual !== -1) {
    return [{ text: words.say('picture.changedAsUsual', { change: shown, before, usual }) }];
  }
  return [
    { text: words.say('picture.changedUnusually', { change: shown, before }), isUnusual: true },
    { text: words.say('picture.usualChanges', { usual }) },
  ];
}

/** Too few for a percentage: the numbers themselves. */
function fewLines({ query, rows }: Result<ChangeMeasure>, before: string, words: Words): readonly HeadLine[] {
  const { metric } = query as ChangeQuery;
  const earlier = rows[0]?.values.perDayBefore;
  if (typeof earlier !== 'number') return [];
  return [{ text: words.say('picture.fewBefore', { value: figureText(earlier, metric, words), before }) }];
}
