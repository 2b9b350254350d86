import type { Query, Result } from '../../query.ts';
import type { ComparedMetric } from '../../usual/compared-metrics.ts';
import type { SeriesDeps } from '../series.ts';

export interface UsualQuery extends Query {
  readonly by: 'day';
  readonly metric: ComparedMetric;
}

export const usualMeasures = ['value', 'usualLow', 'usualHigh', 'unusual', 'observedShare'] as const;
export type UsualMeasure = (typeof usualMeasures)[number];

/**
 * One number of every day that the range touches, as in a series, beside what is usual for the day:
 * - `value`: in the unit of the metric; of the running day so far;
 * - `usualLow`, `usualHigh`: the range of the last eight same weekdays, both ends included; `learning` while there are
 *   fewer than eight that were observed for 95 %;
 * - `unusual`: 1 above all of the eight, −1 below, 0 inside; `running` for a day that is not over, and `notObserved` for
 *   one that was observed for less than 95 %;
 * - `observedShare`: of the day, 0 to 1.
 */
export async function usual(_query: UsualQuery, _deps: SeriesDeps): Promise<Result<UsualMeasure>> {
  throw new Error('not answered yet');
}
