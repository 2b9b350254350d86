import type { HourRange } from '../../../core/time.ts';
import type { Query, Result } from '../../query.ts';
import type { SeriesDeps } from '../series.ts';

export interface CompareQuery extends Query {
  /** The range that {@link Query.range} is compared with. */
  readonly with: HourRange;
}

export const compareMeasures = ['value', 'other', 'change', 'perHour', 'otherPerHour', 'marked'] as const;
export type CompareMeasure = (typeof compareMeasures)[number];

/** The rows, in order. A channel has no joins and parts. */
export const comparedQuantities = ['people', 'peoplePerDay', 'messages', 'voiceSeconds', 'joins', 'parts'] as const;
export type ComparedQuantity = (typeof comparedQuantities)[number];

/**
 * Two ranges beside each other, one row (a group) for each quantity:
 * - `value`, `other`: of the range, and of the one that it is compared with;
 * - `change`: 0.2 is a fifth more than the other. If the ranges are not equally long, or their coverage differs by more
 *   than two points, it is that of the rates per observed hour, and `notComparable` for people. `tooFew` if one side has
 *   fewer than 20;
 * - `perHour`, `otherPerHour`: divided by the observed hours; `notComparable` for people, who cannot be divided;
 * - `marked`: only for `people` of times that compare: 1 if more than the other by more than chance, −1 if fewer, 0 if
 *   neither or not certain; else `notComparable`.
 *
 * `before` has the other range and its facts, and no rows.
 */
export async function compare(_query: CompareQuery, _deps: SeriesDeps): Promise<Result<CompareMeasure>> {
  throw new Error('not answered yet');
}
