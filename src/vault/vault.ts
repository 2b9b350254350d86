import type { MemberNumber } from '../core/counter.ts';
import type { NewcomerStep } from '../core/membership/newcomer.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { VisitDimension } from '../core/visit.ts';
import type { PeopleChanges } from '../store/people-store.ts';
import type { MemberListsState } from '../store/records/member-lists-state.ts';
import type { Member } from '../store/records/members.ts';

/**
 * Exchanges the people of a lane's guilds for member numbers while a month is open. Every question is answered from
 * memory. What is drawn and noted stays in memory until {@link Vault.takeChanges} hands it out, to be committed by the
 * lane's store.
 */
export interface Vault {
  /** The month whose salt is in use. */
  readonly month: Month;

  /** The person's number in the open month, drawn at first sight; undefined for who is ignored or opted out. */
  memberOf(guildId: Snowflake, person: Person): MemberNumber | undefined;

  /** The person's number in the open month if there is one; none is drawn. Also of who is ignored by now. */
  numberOf(guildId: Snowflake, person: Person): MemberNumber | undefined;

  /**
   * Notes that a person is a member of the guild, and says what that changes: nothing if they were one already, or if this
   * is not later than the latest join known of them (Discord sends joins again). Since {@link loseSight} they may have left
   * unseen, so that a later join is one. `isCounted` says whether the join is counted, as it is not for apps and for people
   * who are ignored or opted out.
   */
  enter(guildId: Snowflake, person: Person, joinedAtMs: number, isCounted: boolean): Entry;

  /** Notes that a person is no member of the guild. False if that was known, and no sight was lost since. */
  leave(guildId: Snowflake, person: Person): boolean;

  /**
   * Notes a step of a newcomer, who joined first in the open month as {@link enter} noted it: true if it is to be counted.
   * It is once, in the first days of the join, and until they leave; `left` is to be noted before {@link leave}.
   */
  takeStep(guildId: Snowflake, person: Person, step: Exclude<NewcomerStep, 'joined'>, atMs: number): boolean;

  /** Which steps of a person were counted in the open month, as of now none: of this month no more are counted. */
  takeBackSteps(guildId: Snowflake, person: Person): readonly NewcomerStep[];

  /** What happened in a guild was not seen for a while: who was in it then may be out, and the other way round. */
  loseSight(guildId: Snowflake): void;

  /**
   * A member was active who joined at this instant, which may be told again: counts them, once in the open month, among those
   * who joined in the same month. The counts come to the store when the month is sealed.
   */
  countInCohort(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void;

  /** Takes a member who is to be erased back from these counts, and counts that number no more. May be repeated. */
  takeOutOfCohort(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void;

  /**
   * Whether this person was not counted in this dimension in the open month, and from now on was. False for apps that
   * {@link noteApp} was called for, and for people who are ignored or opted out.
   */
  isNewVisitor(guildId: Snowflake, person: Person, dimension: VisitDimension): boolean;

  /** A member is an app, which is no visitor; remembered in later months too, while this process lives. */
  noteApp(guildId: Snowflake, person: Person): void;

  /** What was drawn and noted since the last call, to be committed with the lane's batch of that number. */
  takeChanges(batch: number): VaultChanges;

  /**
   * The store has refused these members, whose numbers rest with the people by now. Those numbers are nobody's from now
   * on, also after a restart; the person who had one is met again under another.
   */
  disown(guildId: Snowflake, members: ReadonlySet<MemberNumber>): void;

  /**
   * Ignores a person in a guild from now on; or no longer, once it is durable.
   *
   * @throws {StoreUnavailable} when the disk refuses; nothing is changed then.
   */
  setIgnored(guildId: Snowflake, person: Person, isIgnored: boolean): Promise<void>;

  /** Whether a person is ignored or opted out in a guild. */
  isIgnored(guildId: Snowflake, person: Person): boolean;

  /** How many members are ignored in a guild. */
  ignoredCount(guildId: Snowflake): number;

  /** Whether a person has opted out in a guild. */
  isOptedOut(guildId: Snowflake, person: Person): boolean;

  /**
   * Opts a person out in a guild from now on; or in again, once it is durable. What was counted is erased separately.
   *
   * @throws {StoreUnavailable} when the disk refuses; nothing is changed then.
   */
  setOptedOut(guildId: Snowflake, person: Person, isOptedOut: boolean): Promise<void>;

  /**
   * Forgets in the open month who a person is: the number, its hash, and when they joined. That they are in the guild or
   * not, and in what they were counted as a visitor, stays until the month is sealed, under other hashes. All that was drawn
   * must have been committed, and the store have erased the member. `isBehind` says that messages of the guild are still to
   * be counted from history: until {@link forgetErasures} one more hash is kept, so that the person's are passed over.
   *
   * In memory it is done when the call returns, on the disk when it resolves. May be repeated.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   */
  erase(guildId: Snowflake, person: Person, isBehind: boolean): Promise<void>;

  /** Whether a person was erased while messages were still to be counted from history, which are then passed over. */
  isErased(guildId: Snowflake, person: Person): boolean;

  /** Whether anybody of a guild is to be passed over so. */
  passesOverAny(guildId: Snowflake): boolean;

  /** All messages of a guild are counted: nobody need be passed over any more. Durable when it resolves. */
  forgetErasures(guildId: Snowflake): Promise<void>;

  /** How the lists of ignored and opted-out members are, which the store must remember; null before the first entry. */
  readonly memberLists: MemberListsState | null;
}

/** What a person's coming changes: nothing, or it is their first counted join of the month, or one more. */
export type Entry = 'nothing' | 'first' | 'again';

/** What `LaneStore.commit` is to make durable with a batch. */
export interface VaultChanges {
  readonly members: readonly { readonly guildId: Snowflake; readonly member: Member }[];
  readonly people: PeopleChanges;
}

/** That a person was counted as a visitor in a dimension, or is an app. It says nothing of what they were seen on. */
export type VisitMark = VisitDimension | 'app';
