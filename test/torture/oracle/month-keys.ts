import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Person } from '../../../src/core/person.ts';
import type { Snowflake } from '../../../src/core/snowflake.ts';
import { type Month, startOfMonthMs } from '../../../src/core/time.ts';
import { laneFiles } from '../../../src/vault/at-rest/lane-files.ts';
import { SaltFile } from '../../../src/vault/at-rest/salt-file.ts';
import { saltedHash } from '../../../src/vault/salted-hash.ts';
import { formsOfId, formsOfNumber, windowsOf } from '../../vault/residue.ts';
import type { Memory } from '../tortured-lane.ts';
import type { GroundTruth } from './ground-truth.ts';

/** The identities of a month, recorded before it is closed. Afterwards no one may be able to tell them. */
export interface MonthKeys {
  readonly month: Month;
  /** By guild: the user of each member number. */
  readonly people: ReadonlyMap<Snowflake, ReadonlyMap<number, Snowflake>>;
  /** The threads that have the id of a message in the month. */
  readonly threads: readonly Snowflake[];
  /** What must not be found on disk once the month is closed, by kind. */
  readonly secrets: ReadonlyMap<string, readonly Buffer[]>;
}

/** Reads them from the vault and the store of a lane in which the month is still open and everything is committed. */
export async function takeMonthKeys(
  directory: string,
  { vault, store }: Memory,
  truths: readonly GroundTruth[],
): Promise<MonthKeys> {
  const { month } = vault;
  const saltPath = laneFiles(join(directory, 'vault'), store.lane).salt;
  const salt = new SaltFile(saltPath).read();
  if (salt?.month !== month) throw new Error('the salt of the open month is not there');
  const people = new Map<Snowflake, Map<number, Snowflake>>();
  const hashes: Buffer[] = [];
  const tokens: Buffer[] = [];
  const messageIds: Buffer[] = [];
  const userIds: Buffer[] = [];
  const threads: Snowflake[] = [];
  const [fromMs, toMs] = [startOfMonthMs(month), startOfMonthMs(month + 1)];
  for (const { guildId, userIds: everybody, messages, threadIds } of truths) {
    const given = await store.tokens(guildId, month);
    const members = new Map<number, Snowflake>();
    for (const userId of everybody) {
      for (const domain of ['identity', 'membership'] as const) {
        hashes.push(...windowsOf(saltedHash(salt.key, domain, guildId, userId)));
      }
      userIds.push(...formsOfId(userId));
      const number = vault.numberOf(guildId, new Person(userId));
      if (number === undefined) continue;
      members.set(number, userId);
      tokens.push(...formsOfNumber(given.of(number)));
    }
    people.set(guildId, members);
    const ofMonth = messages.filter(({ atMs }) => fromMs <= atMs && atMs < toMs).map(({ id }) => id);
    messageIds.push(...ofMonth.filter((id) => !threadIds.has(id)).flatMap(formsOfId));
    threads.push(...ofMonth.filter((id) => threadIds.has(id)));
  }
  const secrets = new Map([
    ['hashes', hashes],
    ['salt', windowsOf(readFileSync(saltPath).subarray(0, 32))],
    ['tokens', tokens],
    ['message ids', messageIds],
    ['user ids', userIds],
  ]);
  return { month, people, secrets, threads };
}
