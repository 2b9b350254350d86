import type { API } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { GuildBook } from '../collect/guild-book.ts';
import type { Observation } from '../collect/observation.ts';
import type { Clock } from '../core/clock.ts';
import { hasUncountedRoles } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { PeopleInVoice } from './people-in-voice.ts';
import { readAnswer } from './rest-answer.ts';

export interface RoleCheckParts {
  readonly api: { readonly guilds: Pick<API['guilds'], 'getMember'> };
  readonly clock: Pick<Clock, 'now'>;
  readonly guilds: Pick<GuildBook, 'all'>;
  readonly observation: Pick<Observation, 'untilMs'>;
  readonly peopleInVoice: Pick<PeopleInVoice, 'of' | 'tellRoles'>;
  /** Once it is aborted nothing more is asked for. */
  readonly signal: AbortSignal;
}

/**
 * Asks Discord for the roles of the people in voice, where a role is set that is not counted. Without the Server Members
 * intent the gateway does not tell when a member takes or loses one.
 */
export class RoleCheck {
  readonly #parts: RoleCheckParts;
  #isRunning = false;

  constructor(parts: RoleCheckParts) {
    this.#parts = parts;
  }

  /** Asks once for each of them, but for no more than {@link mostAsked}. Rejects when Discord does not answer. */
  async run(): Promise<void> {
    if (this.#isRunning) return; // Discord is slow, and the last one is not over.
    this.#isRunning = true;
    try {
      for (const [guildId, userId] of this.#toAsk()) {
        if (this.#parts.signal.aborted) return;
        await this.#ask(guildId, userId);
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #toAsk(): readonly (readonly [guildId: Snowflake, userId: Snowflake])[] {
    const { guilds, peopleInVoice } = this.#parts;
    const concerned = [...guilds.all()].filter(
      ({ leftMs, settings }) => leftMs === null && hasUncountedRoles(settings),
    );
    const people = concerned.flatMap(({ id }) => peopleInVoice.of(id).map(([userId]) => [id, userId] as const));
    return people.slice(0, mostAsked);
  }

  async #ask(guildId: Snowflake, userId: Snowflake): Promise<void> {
    const { api, clock, observation, peopleInVoice, signal } = this.#parts;
    const member = await api.guilds.getMember(guildId, userId, { signal }).catch(nullIfGone);
    if (member === null) return; // Who has left is soon told to have left voice, too.
    const nowMs = clock.now();
    const knownUntilMs = observation.untilMs(nowMs, guildId);
    peopleInVoice.tellRoles(guildId, userId, readAnswer('member', member).roles, { mark: null, nowMs, knownUntilMs });
  }
}

/** So many requests an hour are few beside the fifty a second that Discord allows. */
export const mostAsked = 2_000;

function nullIfGone(error: unknown): null {
  if (error instanceof DiscordAPIError && error.status === 404) return null;
  throw error;
}
