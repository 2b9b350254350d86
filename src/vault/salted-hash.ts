import { createHmac, type KeyObject } from 'node:crypto';
import { isSnowflake, type Snowflake } from '../core/snowflake.ts';
import type { VisitMark } from './vault.ts';

/** Of a salted hash; two of a million people share one with a chance of about 10^-27. */
export const hashBytes = 16;

/**
 * What a hash is for. Each use has a domain of its own: without the key, nobody can tell that a hash of one table and a
 * hash of another are of the same person.
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
 * A person in a guild as nobody without the key can recognise them: the first 16 bytes of
 * HMAC-SHA-256(key, domain || 1 || guild || user), ids as 64-bit big-endian. The guild is in it so that two guilds cannot
 * find out whom they have in common. A slow hash would not help: all ids can be tried, and only the key protects them.
 */
export function saltedHash(key: KeyObject, domain: HashDomain, guildId: Snowflake, userId: Snowflake): Buffer {
  return createHmac('sha256', key)
    .update(`${domain}\x01`, 'latin1')
    .update(idBytes(guildId))
    .update(idBytes(userId))
    .digest()
    .subarray(0, hashBytes);
}

/** A guild alone, as six bytes in a whole number. */
export function saltedGuild(
  key: KeyObject,
  domain: 'identity guild' | 'erasure guild' | 'break guild' | 'list guild',
  guildId: Snowflake,
): number {
  return saltedHash(key, domain, guildId, '0').readUIntBE(0, 6);
}

/** Says which key the hashes of a file belong to, and nothing else of it. */
export function keyCheckOf(key: KeyObject): Buffer {
  return saltedHash(key, 'key check', '0', '0');
}

function idBytes(id: Snowflake): Uint8Array {
  // What BigInt and Buffer say of a wrong value contains the value, which may be a user id.
  if (!isSnowflake(id)) throw new Error('an id is not a snowflake');
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(id));
  return bytes;
}
