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

/** A member's voice channel and roles. */
export interface PersonInVoice {
  readonly channelId: Snowflake;
  readonly roleIds: readonly Snowflake[];
  readonly joinedAtMs: number | null;
  /** Discord's voice session id of their client. */
  readonly sessionId?: string;
}

/** When the roles became known. `sequence` is null if no dispatch reported them. */
export type RolesKnownAt = Pick<DispatchTiming, 'nowMs' | 'stateValidUntilMs'> & {
  readonly sequence: DispatchTiming['sequence'] | null;
};

/**
 * The members in voice and their roles, uncounted members included, so that a changed role or setting takes effect at
 * once. Kept in memory, and only while they are in voice. After resuming an earlier process's session, it lacks members
 * that Discord has not mentioned since.
 */
export class PeopleInVoice {
  readonly #deps: PeopleInVoiceDeps;
  readonly #guilds = new Map<Snowflake, Map<Snowflake, PersonInVoice>>();

  constructor(deps: PeopleInVoiceDeps) {
    this.#deps = deps;
  }

  /** Records that a member is in voice, or (null) has left. */
  note(guildId: Snowflake, userId: Snowflake, presence: PersonInVoice | null): void {
    const people = this.#guilds.get(guildId);
    if (presence === null) people?.delete(userId);
    else if (people !== undefined) people.set(userId, presence);
    else this.#guilds.set(guildId, new Map([[userId, presence]]));
    if (people?.size === 0) this.#guilds.delete(guildId);
  }

  /** Records that a member's session has left voice. A newer session on another device stays. */
  leave(guildId: Snowflake, userId: Snowflake, sessionId: string): void {
    const current = this.#guilds.get(guildId)?.get(userId)?.sessionId;
    if (current === undefined || current === sessionId) this.note(guildId, userId, null);
  }

  /** Records that voice is empty, in a guild or in one of its channels. */
  clear(guildId: Snowflake, channelId?: Snowflake): void {
    for (const [userId, presence] of this.of(guildId)) {
      if (channelId === undefined || presence.channelId === channelId) this.note(guildId, userId, null);
    }
  }

  /** The people of a guild who are in voice, by user id. */
  of(guildId: Snowflake): readonly (readonly [userId: Snowflake, presence: PersonInVoice])[] {
    return [...(this.#guilds.get(guildId) ?? [])];
  }

  /** Applies a member's new roles. Their voice time is counted, or not counted, from now on. */
  changeRoles(guildId: Snowflake, userId: Snowflake, roleIds: readonly Snowflake[], at: RolesKnownAt): void {
    const presence = this.#guilds.get(guildId)?.get(userId);
    if (presence !== undefined) {
      this.note(guildId, userId, { ...presence, roleIds });
      this.#record(guildId, userId, { ...presence, roleIds }, at);
    } else if (this.#deps.guilds.hasIgnoredRole(guildId, roleIds)) {
      // Perhaps in voice since before this process started.
      this.#record(guildId, userId, { channelId: null, roleIds, joinedAtMs: null }, at);
    }
  }

  /** Re-evaluates all members in voice after a guild's uncounted roles changed. */
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
