import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { saltedHash } from '../../src/vault/salted-hash.ts';

const key = createSecretKey(Uint8Array.from({ length: 32 }, (_, index) => index));
const guildId = '41771983423143937';
const userId = '80351110224678912';

it('is the HMAC-SHA-256 of another implementation', () => {
  expect(saltedHash(key, 'identity', guildId, userId).toString('hex')).toBe('998a525789e8717140fd0ffa48fe8130');
});

it('differs by key, guild, person and domain', () => {
  const otherKey = createSecretKey(new Uint8Array(32));
  const hashes = [
    saltedHash(key, 'identity', guildId, userId),
    saltedHash(otherKey, 'identity', guildId, userId),
    saltedHash(key, 'identity', userId, guildId),
    saltedHash(key, 'identity', guildId, guildId),
    saltedHash(key, 'membership', guildId, userId),
  ];
  expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(hashes.length);
});

it.each(['12x', '', '-5', '18446744073709551616'])('refuses an invalid id without repeating it: %s', (id) => {
  expect(() => saltedHash(key, 'identity', guildId, id)).toThrow(/^an id is not a snowflake$/);
});

it.each(['0', '9223372036854775808', '18446744073709551615'])('accepts every id of 64 bits: %s', (id) => {
  expect(saltedHash(key, 'identity', guildId, id)).toHaveLength(16);
});
