import type { MemberNumber } from '../core/counter.ts';
import type { NewcomerStep } from '../core/membership/newcomer.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { VisitDimension } from '../core/visit.ts';
import type { PeopleChanges } from '../store/people-store.ts';
import type { Member, MemberListsState } from '../store/records.ts';
import type { PastPeople } from './past-people.ts';

/**
 * Maps the people of a lane's guilds to member numbers while a month is open. Every method that does not return a promise
 * answers from memory. Changes stay in memory until {@link Vault.takeChanges} takes them for a commit of the lane's store.
 */
export interface Vault {
  /** The month whose salt is in use. */
  readonly month: Month;

  /** The person's number in the open month, drawn if there is none; undefined if they are ignored or opted out. */
  memberOf(guildId: Snowflake, person: Person): MemberNumber | undefined;

  /** The person's number in the open month if there is one, even if they are ignored by now. None is drawn. */
  numberOf(guildId: Snowflake, person: Person): MemberNumber | undefined;

  /**
   * Notes a join at `joinedAtMs`, and returns what it changes. It changes nothing if it is not later than the latest known
   * join (Discord repeats joins), or if the person is known to be a member. After {@link loseSight} that is not known: they
   * may have left unseen. `isCounted` is false for apps and for people who are ignored or opted out.
   */
  enter(guildId: Snowflake, person: Person, joinedAtMs: number, isCounted: boolean): Entry;

  /** Notes a leave. False if the person was known not to be a member, with no {@link loseSight} since. */
  leave(guildId: Snowflake, person: Person): boolean;

  /**
   * Notes a step of a newcomer: a person whose first join of the open month {@link enter} noted. Returns whether the step
   * must be counted: once, in the first days after the join, until the person leaves. Call with `left` before {@link leave}.
   */
  takeStep(guildId: Snowflake, person: Person, step: Exclude<NewcomerStep, 'joined'>, atMs: number): boolean;

  /** Removes the person's counted steps of the open month, and returns them. No more are counted in this month. */
  takeBackSteps(guildId: Snowflake, person: Person): readonly NewcomerStep[];

  /** Events of a guild were missed: its members may have left unseen, and others may have joined. */
  loseSight(guildId: Snowflake): void;

  /**
   * Counts an active member in the cohort of the month in which they joined, once in the open month. May be repeated. The
   * counts are stored when the month is sealed.
   */
  countInCohort(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void;

  /** Subtracts a member who will be erased from the cohorts. That number is not counted again. May be repeated. */
  takeOutOfCohort(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void;

  /**
   * Marks a person as counted in this dimension in the open month. Returns whether they were not before. False for people
   * who are ignored or opted out, and for apps known by {@link noteApp}, except in the dimension `app`.
   */
  isNewVisitor(guildId: Snowflake, person: Person, dimension: VisitDimension): boolean;

  /** Marks a member as an app, which is not a visitor. Holds for later months too, while this process runs. */
  noteApp(guildId: Snowflake, person: Person): void;

  /** Takes the changes since the last call, to be committed with the lane's batch of this number. */
  takeChanges(batch: number): VaultChanges;

  /**
   * The store has refused these members, whose numbers are already committed with the people. Their numbers are never used
   * again, not even after a restart. Their people get new numbers.
   */
  disown(guildId: Snowflake, members: ReadonlySet<MemberNumber>): void;

  /**
   * Ignores a person in a guild at once, or stops ignoring them once that is durable.
   *
   * @throws {StoreUnavailable} when the disk refuses. Nothing has changed then.
   */
  setIgnored(guildId: Snowflake, person: Person, isIgnored: boolean): Promise<void>;

  /** Whether a person is ignored or opted out in a guild. */
  isIgnored(guildId: Snowflake, person: Person): boolean;

  /** How many members are ignored in a guild. */
  ignoredCount(guildId: Snowflake): number;

  /** Whether a person has opted out in a guild. */
  isOptedOut(guildId: Snowflake, person: Person): boolean;

  /**
   * Opts a person out in a guild at once, or in again once that is durable. Earlier counts are erased separately.
   *
   * @throws {StoreUnavailable} when the disk refuses. Nothing has changed then.
   */
  setOptedOut(guildId: Snowflake, person: Person, isOptedOut: boolean): Promise<void>;

  /**
   * Erases a person's identity in the open month: the number, its hash, and the time of joining. Whether they are in the
   * guild, and the dimensions in which they were counted as a visitor, stay until the month is sealed, under other hashes.
   * To be called when all drawn numbers are committed and the store has erased the member. `isBehind` says that messages
   * of the guild must still be read from history: one more hash is kept until {@link forgetErasures}, so that the person's
   * messages are skipped.
   *
   * Done in memory when the call returns, and on the disk when it resolves. May be repeated.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   */
  erase(guildId: Snowflake, person: Person, isBehind: boolean): Promise<void>;

  /** Whether messages of a person are skipped in history, because they were erased before it was read. */
  isErased(guildId: Snowflake, person: Person): boolean;

  /** Whether messages of any erased person of a guild are skipped in history. */
  hasErasures(guildId: Snowflake): boolean;

  /** Forgets whose messages to skip: the history of the guild has been read. Durable when it resolves. */
  forgetErasures(guildId: Snowflake): Promise<void>;

  /** The people of past months that are read from channel histories. */
  readonly past: PastPeople;

  /** The state of the lists of ignored and opted-out members, for the store to remember; null before the first entry. */
  readonly memberLists: MemberListsState | null;
}

/** What a join changes: nothing, or it is the person's first counted join of the month, or a further one. */
export type Entry = 'nothing' | 'first' | 'again';

/** What `LaneStore.commit` makes durable with a batch. */
export interface VaultChanges {
  readonly members: readonly { readonly guildId: Snowflake; readonly member: Member }[];
  readonly people: PeopleChanges;
}

/** A mark that a person was counted as a visitor in a dimension, or is an app. It does not hold the value that was seen. */
export type VisitMark = VisitDimension | 'is app';
