import type { Tally } from '../columns/tally.ts';
import type { Clock } from '../core/clock.ts';
import type { MemberNumber } from '../core/counter.ts';
import { MessageShares } from '../core/message-shares.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Day, Month } from '../core/time.ts';
import type { Forgotten } from '../store/erasure-store.ts';
import type { LaneStore } from '../store/lane-store.ts';
import { ignoreReaders } from '../store/still-read.ts';
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

/** Who asks to be erased, or not to be counted. */
export interface ErasureRequest {
  readonly guildId: Snowflake;
  readonly person: Person;
  /** Since when they have been a member, in milliseconds since the Unix epoch; null where Discord does not say. */
  readonly joinedAtMs: number | null;
}

/** What was erased. */
export interface Erased {
  /** All that was counted before this instant; in milliseconds since the Unix epoch. */
  readonly untilMs: number;
  /** The month that was open then. */
  readonly month: Month;
  /** A hash stays until the guild's history is counted, so that the person's earlier messages are passed over. */
  readonly isBehind: boolean;
}

/** What was erased, and how the disk has forgotten it. */
export interface ErasedForGood extends Erased {
  /** Null while a reader has the database open: what was deleted is forgotten as soon as they have finished. */
  readonly forgotten: Forgotten | null;
}

/** How long an answer waits for readers of the database; most finish sooner. */
const patienceMs = 1_000;

/**
 * Erases what was counted of a person in the open month, as if they had come to the guild only now: rows, hash, cached
 * number and voice session. What was erased does not come back: the flush before and the flush after commit gateway
 * positions that cover all that was counted until then, so no replay brings it, and the deletions are durable at once.
 * Sealed months, in which nobody can be found any more, stay, and so do joins and parts, which carry no person.
 */
export class Erasure {
  readonly #deps: ErasureDeps;

  constructor(deps: ErasureDeps) {
    this.#deps = deps;
  }

  /**
   * Erases a person, who is counted again from now on, unless they are ignored. May be repeated.
   *
   * @throws {StoreUnavailable} when the disk refuses. Invocation again, it does what is left to do.
   */
  async erase(asker: ErasureRequest): Promise<ErasedForGood> {
    const { flusher } = this.#deps;
    for (;;) {
      const committed = await this.#takeBack(asker);
      await flusher.flush();
      const erased = await flusher.alone(() => this.#eraseNow(asker, committed));
      if (erased === null) continue;
      await flusher.flush();
      return { ...erased, forgotten: await this.#forgetForGood() };
    }
  }

  /**
   * Erases a person and counts them no more. They are put on the list first, so that nothing new is counted whatever
   * becomes of the erasure.
   *
   * @throws {StoreUnavailable} as {@link erase}.
   */
  async optOut(asker: ErasureRequest): Promise<ErasedForGood> {
    const { guildId, person } = asker;
    const { vault, voice } = this.#deps;
    await vault.setOptedOut(guildId, person, true);
    const member = await this.#numberOf(asker);
    if (member !== undefined) voice.drop(guildId, member);
    return this.erase(asker);
  }

  /**
   * Counts a person again who has opted out, but nothing of the time before; who is in voice, from their next move.
   *
   * @throws {StoreUnavailable} as {@link erase}.
   */
  async optIn(asker: ErasureRequest): Promise<void> {
    const { guildId, person } = asker;
    const { clock, vault, guilds, flusher } = this.#deps;
    await this.erase(asker);
    // First that nothing of the time before is counted, and then that they are: the disk may refuse in between.
    guilds.change(guildId, { catchUpFromMs: clock.now() });
    await flusher.flush();
    await vault.setOptedOut(guildId, person, false);
    await flusher.flush();
  }

  /**
   * Takes a person back from the totals of newcomers and from the cohorts. The next flush commits that together with what the
   * vault keeps of it. Gives the number of the person.
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

  /** In its turn, because the vault knows nobody while a month is closing. */
  #numberOf({ guildId, person }: ErasureRequest): Promise<MemberNumber | undefined> {
    const { vault, flusher } = this.#deps;
    return flusher.alone(async () => vault.numberOf(guildId, person));
  }

  /** Done even if there was nothing to erase: an earlier request may have failed just here. */
  async #forgetForGood(): Promise<Forgotten | null> {
    try {
      return await this.#deps.store.forget(patienceMs);
    } catch (error) {
      ignoreReaders(error);
      return null;
    }
  }

  /** Null where the person got a number, or the month began to close, since `committed` was asked for. */
  async #eraseNow(asker: ErasureRequest, committed: MemberNumber | undefined): Promise<Erased | null> {
    const { guildId, person, joinedAtMs } = asker;
    const { clock, vault, store, voice, flusher, isBehind } = this.#deps;
    // A batch that was refused since the flush would bring back what it holds.
    if (flusher.failure !== null) throw flusher.failure;
    const member = vault.numberOf(guildId, person);
    if (member !== committed) return null;
    // The store comes first: after a crash between the two, the hash still says what is left to erase.
    const days = member === undefined ? new Set<Day>() : await store.eraseMember(guildId, member, joinedAtMs);
    // From here on nothing comes in between, and what was counted since the flush is in memory only.
    const erased = { untilMs: clock.now(), month: vault.month, isBehind: isBehind(guildId) };
    const presences = voice.take(guildId, (other) => other === member);
    if (member !== undefined) this.#forget(asker, member, days);
    const forgotten = vault.erase(guildId, person, erased.isBehind);
    for (const presence of presences) this.#enterVoice(asker, presence, erased.untilMs);
    await forgotten;
    return erased;
  }

  /** Forgets what was counted since the flush; `days` are those of which the store has forgotten the member. */
  #forget({ guildId, joinedAtMs }: ErasureRequest, member: MemberNumber, days: ReadonlySet<Day>): void {
    const { tally, totals, trial, tenure } = this.#deps;
    const shares = new MessageShares();
    tally.countMessages(guildId, member, shares);
    totals.takeShare(guildId, shares);
    tally.forget(guildId, member);
    trial.forget(guildId, member);
    tenure.forget(guildId, member, joinedAtMs, days);
  }

  /** A person who stays in voice goes on from now, under a new number. */
  #enterVoice({ guildId, person, joinedAtMs }: ErasureRequest, { channelId, sessionId }: Presence, atMs: number): void {
    const { vault, voice } = this.#deps;
    const member = vault.memberOf(guildId, person);
    if (member !== undefined) voice.move(guildId, member, { person, joinedAtMs, sessionId }, channelId, atMs, atMs);
  }
}
