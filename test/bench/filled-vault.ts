import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MemberNumber } from '../../src/core/counter.ts';
import type { Snowflake } from '../../src/core/snowflake.ts';
import { openMap } from '../../src/vault/open-map.ts';
import { SaltFile } from '../../src/vault/salt-file.ts';
import { saltedHash } from '../../src/vault/salted-hash.ts';
import { benchMonth } from './generated-month.ts';

/** Somebody who was counted. */
export interface KnownPerson {
  readonly guildId: Snowflake;
  readonly userId: Snowflake;
  readonly number: MemberNumber;
}

/** Makes the vault of the generated month, in which these people stand as a bot put them there with a batch. */
export function fillVault(directory: string, batch: number, people: Iterable<KnownPerson>): void {
  mkdirSync(directory, { mode: 0o700 });
  const salt = new SaltFile(join(directory, 'salt')).draw(benchMonth, randomBytes);
  const map = openMap(join(directory, 'identity.db'), salt);
  let identities: { readonly hash: Uint8Array; readonly number: MemberNumber }[] = [];
  const commit = () => {
    map.commit({ batch, members: [], identities, memberships: [], visits: [] });
    identities = [];
  };
  for (const { guildId, userId, number } of people) {
    identities.push({ hash: saltedHash(salt.key, guildId, userId), number });
    if (identities.length === peoplePerCommit) commit();
  }
  commit();
  map.close();
}

const peoplePerCommit = 20_000;
