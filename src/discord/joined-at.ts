import type { APIGuildMember } from '@discordjs/core';

/**
 * When somebody became a member, in milliseconds since the Unix epoch; null where Discord does not tell, as of guests and
 * in messages that are asked for.
 */
export function joinedAtMsOf(member: Partial<Pick<APIGuildMember, 'joined_at'>> | undefined): number | null {
  const joinedAtMs = Date.parse(member?.joined_at ?? '');
  return Number.isNaN(joinedAtMs) ? null : joinedAtMs;
}
