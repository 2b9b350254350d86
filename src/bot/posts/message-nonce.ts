import type { Snowflake } from '../../core/snowflake.ts';

/**
 * By this Discord recognises a message that is sent twice: at most 25 characters (Discord API reference, "Create Message").
 * An id has 20 digits at most, which are 13 in base 36.
 *
 * @param about What distinguishes the messages to a guild, at most 11 characters.
 */
export function messageNonce(about: string, guildId: Snowflake): string {
  return `${about}.${BigInt(guildId).toString(36)}`;
}
