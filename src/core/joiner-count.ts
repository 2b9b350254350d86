import type { Day } from './time.ts';

/** How many people joined on a day who had not joined before in the same month. */
export interface JoinerCount {
  readonly day: Day;
  readonly members: number;
}
