import type { Collector } from '../collect/collector.ts';
import type { CoverageTracker } from '../collect/coverage-tracker.ts';
import type { GuildRegistry } from '../collect/guild-registry.ts';
import { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { DispatchTiming } from './dispatch-timing.ts';

export interface PeopleInVoiceDeps {
  readonly collector: Pick<Collector, 'record'>;
  readonly guilds: Pick<GuildRegistry, 'hasIgnoredRole'>;
  readonly coverage: Pick<CoverageTracker, 'untilMs'>;
}

/** Where a member is connected to voice, and with which roles. */
export interface PersonInVoice {
  readonly channelId: Snowflake;
  readonly roleIds: readonly Snowflake[];
  readonly joinedAtMs: number | null;
  /** Discord's name for the session of their client. */
  readonly sessionId?: string;
}

/** When the roles became known; `sequence` is null if it was not by a dispatch. */
export type RolesKnownAt = Pick<DispatchTiming, 'nowMs' | 'stateValidUntilMs'> & {
  readonly sequence: DispatchTiming['sequence'] | null;
};

/**
 * Who is in voice with which roles, people who are not counted included, so that a changed role or setting counts from that
 * instant. In memory only, and only while they are in voice. After a resumed session of an earlier process, those whom
 * Discord has not mentioned since then are missing.
 */
export class PeopleInVoice {
  readonly #deps: PeopleInVoiceDeps;
  readonly #guilds = new Map<Snowflake, Map<Snowflake, PersonInVoice>>();

  constructor(deps: PeopleInVoiceDeps) {
    this.#deps = deps;
  }

  /** A member is now in voice, or (null) no longer. */
  note(guildId: Snowflake, userId: Snowflake, presence: PersonInVoice | null): void {
    const people = this.#guilds.get(guildId);
    if (presence === null) people?.delete(userId);
    else if (people !== undefined) people.set(userId, presence);
    else this.#guilds.set(guildId, new Map([[userId, presence]]));
    if (people?.size === 0) this.#guilds.delete(guildId);
  }

  /** A session of a member has left voice. A newer one of theirs, on another device, goes on. */
  leave(guildId: Snowflake, userId: Snowflake, sessionId: string): void {
    const current = this.#guilds.get(guildId)?.get(userId)?.sessionId;
    if (current === undefined || current === sessionId) this.note(guildId, userId, null);
  }

  /** Nobody is in voice any more: of a guild, or of one of its channels. */
  clear(guildId: Snowflake, channelId?: Snowflake): void {
    for (const [userId, presence] of this.of(guildId)) {
      if (channelId === undefined || presence.channelId === channelId) this.note(guildId, userId, null);
    }
  }

  /** The people of a guild who are in voice, by user id. */
  of(guildId: Snowflake): readonly (readonly [userId: Snowflake, presence: PersonInVoice])[] {
    return [...(this.#guilds.get(guildId) ?? [])];
  }

  /** A member has these roles now. Time in voice is counted from now on, or no longer. */
  changeRoles(guildId: Snowflake, userId: Snowflake, roleIds: readonly Snowflake[], at: RolesKnownAt): void {
    const presence = this.#guilds.get(guildId)?.get(userId);
    if (presence !== undefined) {
      this.note(guildId, userId, { ...presence, roleIds });
      this.#record(guildId, userId, { ...presence, roleIds }, at);
    } else if (this.#deps.guilds.hasIgnoredRole(guildId, roleIds)) {
      // Perhaps in voice since before this process began.
      this.#record(guildId, userId, { channelId: null, roleIds, joinedAtMs: null }, at);
    }
  }

  /** Other roles than before are not counted in a guild. */
  judgeAgain(guildId: Snowflake, nowMs: number): void {
    const stateValidUntilMs = this.#deps.coverage.untilMs(nowMs, guildId);
    for (const [userId, presence] of this.of(guildId)) {
      this.#record(guildId, userId, presence, { sequence: null, nowMs, stateValidUntilMs });
    }
  }

  #record(
    guildId: Snowflake,
    userId: Snowflake,
    presence: Omit<PersonInVoice, 'channelId'> & { readonly channelId: Snowflake | null },
    { sequence, nowMs, stateValidUntilMs }: RolesKnownAt,
  ): void {
    const person = new Person(userId);
    this.#deps.collector.record(
      { kind: 'voice', guildId, person, ...presence, stateValidUntilMs, atMs: nowMs },
      sequence,
    );
  }
}
