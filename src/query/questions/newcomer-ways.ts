import type { Query, Result } from '../query.ts';
import type { QuestionDeps } from './question-deps.ts';

export const newcomerWayMeasures = ['joined', 'passed', 'wrote', 'left', 'cameBackOf', 'cameBack'] as const;
export type NewcomerWayMeasure = (typeof newcomerWayMeasures)[number];

/**
 * What became of those who joined in one calendar month, in people. Those of its last seven days are left out, because the
 * month is sealed before their first days are over. Up to now if the month is running.
 * - `joined`: people who joined, each once a month;
 * - `passed`: those of them who passed the membership screening within 7 days (at once if there is none);
 * - `wrote`: those who wrote within 7 days;
 * - `left`: those who left within 7 days;
 * - `cameBackOf`: people who joined on a day whose seventh day after is over and was observed; `cameBack`: those of them
 *   who were active on it. `tooFew` below five joiners.
 */
export async function newcomerWays(
  _query: Query<'newcomerWays'>,
  _deps: QuestionDeps,
): Promise<Result<NewcomerWayMeasure>> {
  throw new Error('not answered yet');
}
