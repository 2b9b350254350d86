import type { API } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { Snowflake } from '../../core/snowflake.ts';
import { untilAborted } from '../connection/until-aborted.ts';
import { readAnswer } from './rest-answer.ts';

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
