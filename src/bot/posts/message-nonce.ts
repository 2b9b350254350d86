import type { Snowflake } from '../../core/snowflake.ts';

/**
 * The nonce by which Discord detects a repeated message, at most 25 characters (Discord API reference, "Create
 * Message"). An id has at most 20 digits, which are 13 in base 36.
 *
 * @param about Distinguishes the messages to a guild, at most 11 characters.
 */
export function messageNonce(about: string, guildId: Snowflake): string {
  return `${about}.${BigInt(guildId).toString(36)}`;
}
