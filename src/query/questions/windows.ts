import type { Query, Result } from '../query.ts';
import type { HourOfWeekDeps } from './hour-of-week.ts';

export const windowMeasures = ['people', 'cover'] as const;
export type WindowMeasure = (typeof windowMeasures)[number];

/**
 * The three windows of two hours of the week with most people, best first, without common hours. The key of each is its
 * next occurrence after now.
 * - `people`: as in `hourOfWeek`, the mean of the two hours;
 * - `cover`: likewise, as far as it is known.
 *
 * Hours that were observed for less than half are in none. There are fewer windows if nobody was there in all others.
 */
export async function windows(_query: Query, _deps: HourOfWeekDeps): Promise<Result<WindowMeasure>> {
  throw new Error('not answered yet');
}
