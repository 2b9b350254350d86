import { createHmac, type KeyObject } from 'node:crypto';
import { isSnowflake, type Snowflake } from '../core/snowflake.ts';
import type { VisitMark } from './vault.ts';

/** The length of a salted hash. The chance that two of a million people share one is about 10^-27. */
export const hashBytes = 16;

/**
 * The use of a hash (domain separation). Without the key, it cannot be seen that hashes of two domains belong to the same
 * person.
 */
export type HashDomain =
  | 'identity'
  | 'identity guild'
  | 'membership'
  | `mark ${VisitMark}`
  | 'mark newcomer'
  | 'mark cohort'
  | 'erasure'
  | 'erasure guild'
  | 'break guild'
  | 'cohort guild'
  | 'list ignored'
  | 'list opted-out'
  | 'list guild'
  | 'key check';

/**
 * A hash of a person in a guild that cannot be recognised without the key: the first 16 bytes of
 * HMAC-SHA-256(key, domain || 1 || guild || user), with ids as 64-bit big-endian numbers (RFC 2104). The guild is included
 * so that hashes do not show which people two guilds have in common. A slow hash would not help: all ids can be
 * enumerated, and only the key protects them.
 */
export function saltedHash(key: KeyObject, domain: HashDomain, guildId: Snowflake, userId: Snowflake): Buffer {
  return createHmac('sha256', key)
    .update(`${domain}\x01`, 'latin1')
    .update(idBytes(guildId))
    .update(idBytes(userId))
    .digest()
    .subarray(0, hashBytes);
}

/** A hash of a guild, as a whole number of six bytes. */
export function saltedGuild(
  key: KeyObject,
  domain: 'identity guild' | 'erasure guild' | 'break guild' | 'list guild',
  guildId: Snowflake,
): number {
  return saltedHash(key, domain, guildId, '0').readUIntBE(0, 6);
}

/** Identifies the key of the hashes in a file, and reveals nothing else about it. */
export function keyCheckOf(key: KeyObject): Buffer {
  return saltedHash(key, 'key check', '0', '0');
}

function idBytes(id: Snowflake): Uint8Array {
  // The errors of BigInt and Buffer would contain the wrong value, which may be a user id.
  if (!isSnowflake(id)) throw new Error('an id is not a snowflake');
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(id));
  return bytes;
}
