import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MemberNumber } from '../../src/core/counter.ts';
import type { Snowflake } from '../../src/core/snowflake.ts';
import { PeopleFile } from '../../src/vault/at-rest/people-file.ts';
import { SaltFile } from '../../src/vault/at-rest/salt-file.ts';
import { guildOfIdentities, packIdentity } from '../../src/vault/identity-value.ts';
import { keyCheckOf, saltedHash } from '../../src/vault/salted-hash.ts';
import { benchMonth } from './generated-month.ts';

/** Somebody who was counted. */
export interface KnownPerson {
  readonly guildId: Snowflake;
  readonly userId: Snowflake;
  readonly number: MemberNumber;
}

/** Makes the vault of the generated month, in which these people stand as a bot put them there with a batch. */
export async function fillVault(directory: string, batch: number, people: Iterable<KnownPerson>): Promise<void> {
  mkdirSync(directory, { mode: 0o700 });
  const salt = await new SaltFile(join(directory, 'salt')).draw(benchMonth, randomBytes);
  const file = new PeopleFile(join(directory, 'identity.db'));
  await file.read({ month: benchMonth, keyCheck: keyCheckOf(salt.key) }, batch, () => {});
  const records = Array.from(people, ({ guildId, userId, number }) => {
    const hash = saltedHash(salt.key, 'identity', guildId, userId);
    const value = packIdentity(number, guildOfIdentities(salt.key, guildId));
    return { kind: 'identity', batch, value, hash } as const;
  });
  await file.add({ month: benchMonth, records });
  await file.close();
}

/** The user id of the member of that rank: the first is the busiest. */
export function userIdOf(rank: number): Snowflake {
  return String(3_000_000_000_000_000_000n + BigInt(rank));
}
