import type { Query, Result } from '../query.ts';
import type { QuestionDeps } from './question-deps.ts';

export const cardMeasures = ['people', 'peoplePerDay', 'messages', 'voiceHours', 'joins', 'totalUsers'] as const;
export type CardMeasure = (typeof cardMeasures)[number];

/**
 * What of one sealed month may be passed on: a row of all, one for each day (a period), and one for each channel that
 * everyone in the guild and the asker can view, busiest first.
 * - `people` who wrote or talked, `peoplePerDay` (the mean of the days observed for 95 %; of a day, its people), `joins`
 *   and `totalUsers` (members at the end): rounded to five;
 * - `messages` and `voiceHours`: rounded to two digits.
 *
 * Numbers of one to four people are `tooFew`, and so are those that a sum would give away with them. A channel with
 * nothing to show has no row. Every number of a month that is not sealed is `running`.
 */
export async function card(_query: Query<'card'>, _deps: QuestionDeps): Promise<Result<CardMeasure>> {
  throw new Error('not answered yet');
}
