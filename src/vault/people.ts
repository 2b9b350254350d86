import type { MemberNumber } from '../core/counter.ts';
import { NumberById } from '../core/number-by-id.ts';
import type { RandomNumbers } from '../core/random.ts';
import type { Member } from '../store/records.ts';
import { MemberPool } from './member-pool.ts';

/** The people that this process has met in a guild and month. */
export interface People {
  /** The number that `guildOfIdentities` returns for the guild. */
  readonly guild: number;
  /** User id → member number, or {@link uncounted}. */
  readonly numbers: NumberById;
  readonly pool: MemberPool;
}

/** In place of a number for a person who is ignored or opted out. */
export const uncounted = -1;

/** No person is met yet. `taken` are the members that the store has. */
export function newPeople(guild: number, random: RandomNumbers, taken: readonly Member[]): People {
  return { guild, numbers: new NumberById(), pool: new MemberPool(random, taken) };
}

/** Takes numbers out of use for good, because the store has no such members. Their people get new numbers. */
export function disown({ numbers, pool }: People, disowned: ReadonlySet<MemberNumber>): void {
  for (const number of disowned) pool.retire(number);
  numbers.deleteNumbers(disowned);
}
