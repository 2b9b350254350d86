import type { API } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { CoverageTracker } from '../../collect/coverage-tracker.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Clock } from '../../core/clock.ts';
import { hasUncountedRoles } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { untilAborted } from '../connection/until-aborted.ts';
import type { PeopleInVoice } from '../people-in-voice.ts';
import { readAnswer } from './rest-answer.ts';

export interface RoleCheckDeps {
  readonly api: { readonly guilds: Pick<API['guilds'], 'getMember'> };
  readonly clock: Pick<Clock, 'now'>;
  readonly guilds: Pick<GuildRegistry, 'present'>;
  readonly coverage: Pick<CoverageTracker, 'untilMs'>;
  readonly peopleInVoice: Pick<PeopleInVoice, 'of' | 'changeRoles'>;
  /** Stops all requests once aborted. */
  readonly signal: AbortSignal;
}

/**
 * Asks Discord for the roles of members in voice, in guilds with uncounted roles. Without the Server Members intent,
 * the gateway does not report role changes.
 */
export class RoleCheck {
  readonly #deps: RoleCheckDeps;
  #isRunning = false;

  constructor(deps: RoleCheckDeps) {
    this.#deps = deps;
  }

  /** Asks once for each member, and for at most {@link mostAsked}. Rejects if Discord does not answer. */
  async run(): Promise<void> {
    if (this.#isRunning) return; // The last run is still waiting for Discord.
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
    if (roleIds === null) return; // The gateway will report that they left voice.
    const nowMs = clock.now();
    const stateValidUntilMs = coverage.untilMs(nowMs, guildId);
    peopleInVoice.changeRoles(guildId, userId, roleIds, { sequence: null, nowMs, stateValidUntilMs });
  }
}

/** Per hour. Discord allows fifty requests per second. */
const mostAsked = 2_000;

/** Asks Discord for a member's current roles; null if the user is not a member. */
export async function fetchMemberRoles(
  api: { readonly guilds: Pick<API['guilds'], 'getMember'> },
  guildId: Snowflake,
  userId: Snowflake,
  signal: AbortSignal,
): Promise<readonly Snowflake[] | null> {
  try {
    const member = await untilAborted([signal], (ended) => api.guilds.getMember(guildId, userId, { signal: ended }));
    return readAnswer('member', member).roles;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 404) return null;
    throw error;
  }
}
