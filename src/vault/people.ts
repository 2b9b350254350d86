import type { MemberNumber } from '../core/counter.ts';
import { NumberById } from '../core/number-by-id.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Member } from '../store/store.ts';
import { MemberPool } from './member-pool.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** Whom this process has met in a guild and month, by user id. */
export interface People {
  readonly numbers: NumberById;
  /** The ignored and opted-out, with the number they had before, if any. */
  readonly setAside: Map<Snowflake, MemberNumber | undefined>;
  readonly memberships: Map<Snowflake, Membership>;
  readonly pool: MemberPool;
}

/** What was last counted of a person's coming and going. See `MembershipRow`. */
export interface Membership {
  joinedAtMs: number | null;
  partedAtMs: number | null;
}

/** Nobody is met yet; `taken` are the members whom the store has. */
export function newPeople(random: RandomNumbers, taken: readonly Member[]): People {
  return {
    numbers: new NumberById(),
    setAside: new Map(),
    memberships: new Map(),
    pool: new MemberPool(random, taken),
  };
}

/** Whoever comes back has their number again: it may not be in the identity map yet. */
export function setAside(people: People, userId: Snowflake, isUncounted: boolean): void {
  const number = people.numbers.get(userId) ?? people.setAside.get(userId);
  people.numbers.delete(userId);
  people.setAside.delete(userId);
  if (isUncounted) people.setAside.set(userId, number);
  else if (number !== undefined) people.numbers.set(userId, number);
}

/** Forgets what is known of somebody, but that they are not to be counted. Gives what was known of coming and going. */
export function forget(people: People, userId: Snowflake): Membership | undefined {
  const membership = people.memberships.get(userId);
  people.memberships.delete(userId);
  people.numbers.delete(userId);
  if (people.setAside.has(userId)) people.setAside.set(userId, undefined);
  return membership;
}

/** Takes numbers from those who have them, for good: the store has no such members. They are met again as somebody new. */
export function disown({ numbers, setAside, pool }: People, disowned: ReadonlySet<MemberNumber>): void {
  for (const number of disowned) pool.retire(number);
  numbers.deleteNumbers(disowned);
  for (const [userId, number] of setAside) {
    if (number !== undefined && disowned.has(number)) setAside.set(userId, undefined);
  }
}
