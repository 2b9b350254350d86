import type { API } from '@discordjs/core';
import type { CoverageTracker } from '../../collect/coverage-tracker.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Clock } from '../../core/clock.ts';
import { hasUncountedRoles } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { PeopleInVoice } from '../people-in-voice.ts';
import { fetchMemberRoles } from './member-roles.ts';

export interface RoleCheckDeps {
  readonly api: { readonly guilds: Pick<API['guilds'], 'getMember'> };
  readonly clock: Pick<Clock, 'now'>;
  readonly guilds: Pick<GuildRegistry, 'present'>;
  readonly coverage: Pick<CoverageTracker, 'untilMs'>;
  readonly peopleInVoice: Pick<PeopleInVoice, 'of' | 'changeRoles'>;
  /** Once it is aborted nothing more is asked for. */
  readonly signal: AbortSignal;
}

/**
 * Asks Discord for the roles of the people in voice, where a role is set that is not counted. Without the Server Members
 * intent the gateway does not say when a member takes or loses one.
 */
export class RoleCheck {
  readonly #deps: RoleCheckDeps;
  #isRunning = false;

  constructor(deps: RoleCheckDeps) {
    this.#deps = deps;
  }

  /** Asks once for each of them, but for no more than {@link mostAsked}. Rejects when Discord does not answer. */
  async run(): Promise<void> {
    if (this.#isRunning) return; // Discord is slow: the last run is not over.
    this.#isRunning = true;
    try {
      for (const [guildId, userId] of this.#toAsk()) {
        if (this.#deps.signal.aborted) return;
        await this.#ask(guildId, userId);
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #toAsk(): readonly (readonly [guildId: Snowflake, userId: Snowflake])[] {
    const { guilds, peopleInVoice } = this.#deps;
    const concerned = [...guilds.present()].filter(({ settings }) => hasUncountedRoles(settings));
    const people = concerned.flatMap(({ id }) => peopleInVoice.of(id).map(([userId]) => [id, userId] as const));
    return people.slice(0, mostAsked);
  }

  async #ask(guildId: Snowflake, userId: Snowflake): Promise<void> {
    const { api, clock, coverage, peopleInVoice, signal } = this.#deps;
    const roleIds = await fetchMemberRoles(api, guildId, userId, signal);
    if (roleIds === null) return; // Discord soon says that they have left voice, too.
    const nowMs = clock.now();
    const stateValidUntilMs = coverage.untilMs(nowMs, guildId);
    peopleInVoice.changeRoles(guildId, userId, roleIds, { sequence: null, nowMs, stateValidUntilMs });
  }
}

/** In an hour; Discord allows fifty requests a second. */
const mostAsked = 2_000;
