import type { MemberNumber } from '../core/counter.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Member } from '../store/records.ts';

/** The people of past months that are counted afterwards. They have nothing to do with those of the open month. */
export interface PastPeople {
  /** The people of one guild. None of them is met yet. */
  begin(): ImportedPeople;

  /** How often a guild's lists have changed since they were opened. A person who was met before a change stays counted, or not. */
  changesIn(guildId: Snowflake): number;
}

/** A person in the files or histories of one import: a whole number from 0, in the order in which they were met. */
export type ImportedPerson = number;

/**
 * Maps the people of imported months to member numbers, one month at a time. The mapping is never stored: there is no salt
 * and no hash, and the member numbers are forgotten when the month is taken.
 */
export interface ImportedPeople {
  /** Null for a person who is ignored or opted out in the guild. */
  personOf(guildId: Snowflake, person: Person): ImportedPerson | null;

  /** A person whom another program identifies by a hash, token or number. */
  personNamed(name: string): ImportedPerson;

  /** The number of a person in the current month. */
  memberOf(person: ImportedPerson): MemberNumber;

  /** Takes all members of the month, with their tokens. From now on every person gets a new number. */
  takeMonth(): readonly Member[];
}
