import { createHmac, type KeyObject } from 'node:crypto';
import type { Snowflake } from '../core/snowflake.ts';

/** Of a salted hash; two of a million people share one with a chance of about 10^-27. */
const hashBytes = 16;

/**
 * A person in a guild as nobody without the key can recognise them: the first 16 bytes of
 * HMAC-SHA-256(key, domain || guild || user), ids as 64-bit big-endian. The guild is in it so that two guilds cannot
 * find out whom they have in common. A slow hash would not help: all ids can be tried, and only the key protects them.
 *
 * @param domain what the hash is for, ending in a byte that no id could be taken for
 */
export function saltedHash(key: KeyObject, guildId: Snowflake, userId: Snowflake, domain = memberDomain): Buffer {
  return createHmac('sha256', key)
    .update(domain, 'latin1')
    .update(idBytes(guildId))
    .update(idBytes(userId))
    .digest()
    .subarray(0, hashBytes);
}

const memberDomain = 'uid\x01';

function idBytes(id: Snowflake): Uint8Array {
  // What BigInt and Buffer say of a wrong value contains the value, which may be a user id.
  if (!/^\d{1,19}$/.test(id)) throw new Error('an id is not a snowflake');
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(id));
  return bytes;
}
