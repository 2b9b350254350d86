import type { MemberNumber } from '../core/counter.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { VisitDimension } from '../core/visit.ts';
import type { Member } from '../store/store.ts';

/**
 * Exchanges people for member numbers while a month is open. What is drawn is kept in memory until
 * {@link Vault.takeChanges} hands it out and {@link Vault.commit} has made it durable.
 */
export interface Vault {
  /** The month whose salt is in use. */
  readonly month: Month;

  /** The person's number in the open month, drawn at first sight; undefined for whoever is ignored or opted out. */
  memberOf(guildId: Snowflake, person: Person): MemberNumber | undefined;

  /** The person's number in the open month if there is one; none is drawn. Also of whoever is ignored by now. */
  numberOf(guildId: Snowflake, person: Person): MemberNumber | undefined;

  /**
   * Whether this join was not counted before, and from now on it was. Discord sends joins again; one that is not later
   * than the person's last counted join was counted already. False for whoever is ignored or opted out.
   */
  isNewJoin(guildId: Snowflake, person: Person, joinedAtMs: number): boolean;

  /**
   * Whether this part was not counted before, and from now on it was. A part has no instant of its own: one within a
   * minute of the last, without a join in between, is the same sent again; after that, the person came back unseen.
   */
  isNewPart(guildId: Snowflake, person: Person, atMs: number): boolean;

  /**
   * Whether this person was not counted in this dimension in the open month, and from now on was. False for apps that
   * {@link noteApp} has told of, and for whoever is ignored or opted out.
   */
  isNewVisitor(guildId: Snowflake, person: Person, dimension: VisitDimension): boolean;

  /** Somebody is an app, which is no visitor; remembered in later months too, while this process lives. */
  noteApp(guildId: Snowflake, person: Person): void;

  /** What was drawn and recognised since the last call, to be committed with the batch of that number. */
  takeChanges(batch: number): VaultChanges;

  /**
   * Makes changes durable in the vault. It comes before the store's commit of the same batch: after a crash between
   * the two, the vault forgets what belongs to a batch that the store never got. May be repeated after an error.
   *
   * @throws {StoreUnavailable} when the disk refuses; nothing of it is then in the vault.
   */
  commit(changes: VaultChanges): void;

  /**
   * The store has refused these members, whose numbers are in the vault by now. Those numbers are nobody's from now on, also
   * after a restart; whoever had one is met again under another.
   */
  disown(guildId: Snowflake, members: ReadonlySet<MemberNumber>): void;

  /** Ignores somebody in a guild, or no longer. Durable at once. */
  setIgnored(guildId: Snowflake, person: Person, isIgnored: boolean): void;

  /** Whether somebody is ignored or opted out in a guild. */
  isIgnored(guildId: Snowflake, person: Person): boolean;

  /** How many members are ignored in a guild. */
  ignoredCount(guildId: Snowflake): number;

  /** Whether somebody has opted out in a guild. */
  isOptedOut(guildId: Snowflake, person: Person): boolean;

  /** Opts somebody out in a guild, or in again. Durable at once. What was counted is erased separately. */
  setOptedOut(guildId: Snowflake, person: Person, isOptedOut: boolean): void;

  /**
   * Forgets in the open month who a person is: number, hash, coming and going, visits, and what the journal has of it. All that
   * was drawn must have been committed, and the store have erased the member. `isBehind` says that messages of the guild
   * are still to be counted from history: until {@link forgetErasures} one hash is kept, so that the person's are
   * passed over. Durable at once; may be repeated.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   */
  erase(guildId: Snowflake, person: Person, isBehind: boolean): void;

  /** Whether a person was erased while messages were still to be counted from history, which are then passed over. */
  isErased(guildId: Snowflake, person: Person): boolean;

  /** All messages of a guild are counted: nobody need be passed over any more. Durable at once. */
  forgetErasures(guildId: Snowflake): void;

  /** Whether anybody is ignored or opted out anywhere, which the store must remember. */
  readonly hasMemberLists: boolean;
}

/** Opaque to all but the vault, but for the members, whom the store keeps. */
export interface VaultChanges {
  readonly batch: number;
  readonly members: readonly { readonly guildId: Snowflake; readonly member: Member }[];
  /** Rows for the identity map; meaningless elsewhere, and never to be logged. */
  readonly identities: readonly IdentityRow[];
  readonly memberships: readonly MembershipRow[];
  readonly visits: readonly VisitRow[];
}

/** A person's salted hash and number. */
export interface IdentityRow {
  readonly hash: Uint8Array;
  readonly number: MemberNumber;
}

/** What was last counted of a person's coming and going, by salted hash. */
export interface MembershipRow {
  readonly hash: Uint8Array;
  /** The instant of the last counted join, null if none was counted. */
  readonly joinedAtMs: number | null;
  /** The instant of the part that was counted since then, null if none was. */
  readonly partedAtMs: number | null;
}

/** That somebody, by salted hash, was counted as a visitor in a dimension, or is an app. On what they were seen it does not say. */
export interface VisitRow {
  readonly hash: Uint8Array;
  readonly mark: VisitMark;
}

export type VisitMark = VisitDimension | 'app';
