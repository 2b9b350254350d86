import { NumberById } from '../core/number-by-id.ts';
import type { Member } from '../store/store.ts';
import { MemberPool } from './member-pool.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** Who was met in a guild and month, by this process. */
export interface People {
  /** By user id: the member number, or {@link uncounted}. */
  readonly numbers: NumberById;
  readonly pool: MemberPool;
}

/** Stands for a number where a person is ignored or opted out. */
export const uncounted = -1;

/** Nobody is met yet; `taken` are the members whom the store has. */
export function newPeople(random: RandomNumbers, taken: readonly Member[]): People {
  return { numbers: new NumberById(), pool: new MemberPool(random, taken) };
}
