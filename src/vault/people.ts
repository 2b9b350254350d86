import type { MemberNumber } from '../core/counter.ts';
import { NumberById } from '../core/number-by-id.ts';
import type { Member } from '../store/records/members.ts';
import { MemberPool } from './member-pool.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** Who was met in a guild and month, by this process. */
export interface People {
  /** What `guildOfIdentities` says of the guild. */
  readonly guild: number;
  /** By user id: the member number, or {@link uncounted}. */
  readonly numbers: NumberById;
  readonly pool: MemberPool;
}

/** Stands for a number where a person is ignored or opted out. */
export const uncounted = -1;

/** Nobody is met yet; `taken` are the members whom the store has. */
export function newPeople(guild: number, random: RandomNumbers, taken: readonly Member[]): People {
  return { guild, numbers: new NumberById(), pool: new MemberPool(random, taken) };
}

/** Takes numbers from the people who have them, for good: the store has no such members. They are met again as new ones. */
export function disown({ numbers, pool }: People, disowned: ReadonlySet<MemberNumber>): void {
  for (const number of disowned) pool.retire(number);
  numbers.deleteNumbers(disowned);
}
