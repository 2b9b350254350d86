import type { Tally } from '../columns/tally.ts';
import type { Clock } from '../core/clock.ts';
import type { MemberNumber } from '../core/counter.ts';
import { MessageShares } from '../core/message-shares.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Day, Month } from '../core/time.ts';
import { type Forgotten, ignoreReaders, type LaneStore } from '../store/lane-store.ts';
import type { Vault } from '../vault/vault.ts';
import type { Flusher } from './flusher.ts';
import type { GuildRegistry } from './guild-registry.ts';
import type { NewcomerWays } from './members/newcomer-ways.ts';
import type { TenureCounter } from './members/tenure-counter.ts';
import type { TrialMembers } from './members/trial-members.ts';
import type { Totals } from './totals.ts';
import type { Presence, VoiceTracker } from './voice/voice-tracker.ts';

export interface ErasureDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly vault: Pick<Vault, 'month' | 'numberOf' | 'memberOf' | 'takeOutOfCohort' | 'setOptedOut' | 'erase'>;
  readonly store: Pick<LaneStore, 'eraseMember' | 'forget'>;
  readonly guilds: Pick<GuildRegistry, 'change'>;
  readonly tally: Pick<Tally, 'forget' | 'countMessages'>;
  readonly totals: Pick<Totals, 'takeShare'>;
  readonly trial: Pick<TrialMembers, 'forget'>;
  readonly tenure: Pick<TenureCounter, 'forget'>;
  readonly ways: Pick<NewcomerWays, 'takeBack'>;
  readonly voice: Pick<VoiceTracker, 'take' | 'move' | 'drop'>;
  readonly flusher: Pick<Flusher, 'flush' | 'alone' | 'failure'>;
  /** Whether messages of a guild are still to be counted from the history of its channels. */
  readonly isBehind: (guildId: Snowflake) => boolean;
}

/** A person who asks to be erased, or not to be counted. */
export interface ErasureRequest {
  readonly guildId: Snowflake;
  readonly person: Person;
  /** When they joined the guild, in milliseconds since the Unix epoch; null if Discord does not say. */
  readonly joinedAtMs: number | null;
}

/** What was erased. */
export interface Erased {
  /** Everything counted before this instant is erased; in milliseconds since the Unix epoch. */
  readonly untilMs: number;
  /** The month that was open at that instant. */
  readonly month: Month;
  /** Catch-up of the guild is not finished. Until it is, a hash stays so that the person's earlier messages are skipped. */
  readonly isBehind: boolean;
}

/** What was erased, and whether it is gone from the disk. */
export interface ErasedForGood extends Erased {
  /** Null if a reader has the database open. The deleted data are overwritten when that reader has finished. */
  readonly forgotten: Forgotten | null;
}

/** How long an erasure waits for readers of the database. Most finish sooner. */
const readerWaitMs = 1_000;

/**
 * Erases what was counted for a person in the open month: rows, hash, cached number and voice session. The person is then
 * as one who has just come to the guild. A replay does not bring the data back, because the flushes before and after the
 * erasure commit gateway positions that cover it. Deletions are durable at once. Sealed months stay, because no person
 * can be found in them. Joins and leaves stay, because they are counted without a member.
 */
export class Erasure {
  readonly #deps: ErasureDeps;

  constructor(deps: ErasureDeps) {
    this.#deps = deps;
  }

  /**
   * Erases a person. They are counted again from now on, unless they are ignored. May be repeated.
   *
   * @throws {StoreUnavailable} when the disk refuses. Another call does what is left to do.
   */
  async erase(request: ErasureRequest): Promise<ErasedForGood> {
    const { flusher } = this.#deps;
    for (;;) {
      const committed = await this.#takeBack(request);
      await flusher.flush();
      const erased = await flusher.alone(() => this.#eraseNow(request, committed));
      if (erased === null) continue;
      await flusher.flush();
      return { ...erased, forgotten: await this.#forgetForGood() };
    }
  }

  /**
   * Erases a person and stops counting them. They are put on the opt-out list first, so that nothing new is counted even
   * if the erasure fails.
   *
   * @throws {StoreUnavailable} as {@link erase}.
   */
  async optOut(request: ErasureRequest): Promise<ErasedForGood> {
    const { guildId, person } = request;
    const { vault, voice } = this.#deps;
    await vault.setOptedOut(guildId, person, true);
    const member = await this.#numberOf(request);
    if (member !== undefined) voice.drop(guildId, member);
    return this.erase(request);
  }

  /**
   * Counts a person again who has opted out, but nothing from the time before. In voice they count from their next move.
   *
   * @throws {StoreUnavailable} as {@link erase}.
   */
  async optIn(request: ErasureRequest): Promise<void> {
    const { guildId, person } = request;
    const { clock, vault, guilds, flusher } = this.#deps;
    await this.erase(request);
    // Catch-up is limited first, because the disk may refuse before the second step.
    guilds.change(guildId, { catchUpFromMs: clock.now() });
    await flusher.flush();
    await vault.setOptedOut(guildId, person, false);
    await flusher.flush();
  }

  /**
   * Subtracts a person from the totals of newcomers and from the cohorts. The next flush commits that together with the
   * vault's changes. Resolves to the person's number, if there is one.
   */
  #takeBack({ guildId, person, joinedAtMs }: ErasureRequest): Promise<MemberNumber | undefined> {
    const { vault, ways, flusher } = this.#deps;
    return flusher.alone(async () => {
      ways.takeBack(guildId, person);
      const member = vault.numberOf(guildId, person);
      if (member !== undefined && joinedAtMs !== null) vault.takeOutOfCohort(guildId, member, joinedAtMs);
      return member;
    });
  }

  /** Runs in the flusher's turn, because the vault knows no members while a month is closing. */
  #numberOf({ guildId, person }: ErasureRequest): Promise<MemberNumber | undefined> {
    const { vault, flusher } = this.#deps;
    return flusher.alone(async () => vault.numberOf(guildId, person));
  }

  /** Runs even if there was nothing to erase, because an earlier request may have failed here. */
  async #forgetForGood(): Promise<Forgotten | null> {
    try {
      return await this.#deps.store.forget(readerWaitMs);
    } catch (error) {
      ignoreReaders(error);
      return null;
    }
  }

  /** Resolves to null if the person's number has changed since `committed` was read. */
  async #eraseNow(request: ErasureRequest, committed: MemberNumber | undefined): Promise<Erased | null> {
    const { guildId, person, joinedAtMs } = request;
    const { clock, vault, store, voice, flusher, isBehind } = this.#deps;
    // A batch that was refused since the flush would bring its counters back.
    if (flusher.failure !== null) throw flusher.failure;
    const member = vault.numberOf(guildId, person);
    if (member !== committed) return null;
    // The store comes first: after a crash in between, the hash still shows what is left to erase.
    const days = member === undefined ? new Set<Day>() : await store.eraseMember(guildId, member, joinedAtMs);
    // No await until the vault has erased: what was counted since the flush is in memory only.
    const erased = { untilMs: clock.now(), month: vault.month, isBehind: isBehind(guildId) };
    const presences = voice.take(guildId, (other) => other === member);
    if (member !== undefined) this.#forget(request, member, days);
    const forgotten = vault.erase(guildId, person, erased.isBehind);
    for (const presence of presences) this.#enterVoice(request, presence, erased.untilMs);
    await forgotten;
    return erased;
  }

  /** Removes what was counted since the flush. `days` are the days from which the store has removed the member. */
  #forget({ guildId, joinedAtMs }: ErasureRequest, member: MemberNumber, days: ReadonlySet<Day>): void {
    const { tally, totals, trial, tenure } = this.#deps;
    const shares = new MessageShares();
    tally.countMessages(guildId, member, shares);
    totals.takeShare(guildId, shares);
    tally.forget(guildId, member);
    trial.forget(guildId, member);
    tenure.forget(guildId, member, joinedAtMs, days);
  }

  /** The voice session of an erased person continues from now on, under a new number. */
  #enterVoice({ guildId, person, joinedAtMs }: ErasureRequest, { channelId, sessionId }: Presence, atMs: number): void {
    const { vault, voice } = this.#deps;
    const member = vault.memberOf(guildId, person);
    if (member !== undefined) voice.move(guildId, member, { person, joinedAtMs, sessionId }, channelId, atMs, atMs);
  }
}
