import type { Query, Result } from '../../query.ts';
import type { ComparedMetric } from '../../usual/compared-metrics.ts';
import type { SeriesDeps } from '../series.ts';

export interface ChangeQuery extends Query {
  readonly by: 'total';
  readonly metric: ComparedMetric;
}

export const changeMeasures = ['perDay', 'perDayBefore', 'change', 'usualLow', 'usualHigh', 'unusual'] as const;
export type ChangeMeasure = (typeof changeMeasures)[number];

/**
 * How one number of a range stands against the time before, in one row:
 * - `perDay`, `perDayBefore`: the mean of the days that are over and were observed for at least 95 %, in the unit of the
 *   metric; of `totalUsers` the last of these days;
 * - `change`: 0.2 is a fifth more a day than before. `tooFew` if one side has fewer than 20 in all;
 * - `usualLow`, `usualHigh`: eight of ten of the last 24 changes from month to month; only of one whole calendar month,
 *   else `learning`, as with fewer than twelve;
 * - `unusual`: 1 if the change lies above all of these, −1 below, 0 inside.
 *
 * `before` has the range that was compared with and its facts, and no rows.
 */
export async function change(_query: ChangeQuery, _deps: SeriesDeps): Promise<Result<ChangeMeasure>> {
  throw new Error('not answered yet');
}
