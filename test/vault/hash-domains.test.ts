import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { recordBytes, recordIn } from '../../src/vault/at-rest/vault-record.ts';
import type { HashDomain } from '../../src/vault/salted-hash.ts';
import { ACensus, guildId } from './a-census.ts';
import { hashOfPerson } from './residue.ts';

const people = Array.from({ length: 40 }, (_, index) => String(200_000_000_000_000_000n + 7_919n * BigInt(index)));
const joined = Date.UTC(2026, 2, 3, 12);

const uses = [
  { kind: 'identity', domain: 'identity' },
  { kind: 'membership', domain: 'membership' },
  { kind: 'mark', domain: 'mark device' },
  { kind: 'mark', domain: 'mark language' },
  { kind: 'mark', domain: 'mark app' },
  { kind: 'mark', domain: 'mark is app' },
  { kind: 'mark', domain: 'mark newcomer' },
  { kind: 'erasure', domain: 'erasure' },
] as const satisfies readonly { readonly kind: string; readonly domain: HashDomain }[];

describe('a hash of a person', () => {
  let census: ACensus;
  beforeEach(async () => {
    census = await ACensus.open();
    for (const id of people) await useInEveryWay(census, new Person(id));
  });
  afterEach(() => census.dispose());

  it('is in one place only, whatever is known about the person', () => {
    const hashes = recordsOf(census).map(({ hash }) => hash);
    expect(hashes.length).toBeGreaterThanOrEqual(people.length * uses.length);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each(uses)('is kept as $kind under the domain "$domain", and under no other', ({ kind, domain }) => {
    const expected = people.map((id) => hashOfPerson(census.directory, guildId, id, domain).toString('hex'));
    const others = uses.filter((use) => use.domain !== domain).map((use) => use.domain);
    const ofOthers = new Set(
      others.flatMap((other) => people.map((id) => hashOfPerson(census.directory, guildId, id, other).toString('hex'))),
    );
    const found = recordsOf(census).filter((record) => expected.includes(record.hash));
    expect(found).toHaveLength(people.length);
    expect(new Set(found.map((record) => record.kind))).toEqual(new Set([kind]));
    expect(found.filter(({ hash }) => ofOthers.has(hash))).toEqual([]);
  });
});

/** Counts a person in every way, erases them while messages are missing, and counts them again. */
async function useInEveryWay(census: ACensus, person: Person): Promise<void> {
  const { vault } = census;
  vault.enter(guildId, person, joined, true);
  for (const dimension of ['device', 'language', 'app'] as const) vault.isNewVisitor(guildId, person, dimension);
  vault.noteApp(guildId, person);
  await vault.erase(guildId, person, true);
  vault.memberOf(guildId, person);
  await census.countMessages([]);
}

interface FoundRecord {
  readonly kind: string;
  readonly hash: string;
}

function recordsOf(census: ACensus): FoundRecord[] {
  const file = readFileSync(join(census.directory, 'vault', 'identity.db')).subarray(2 * recordBytes);
  return Array.from({ length: file.length / recordBytes }, (_, index) =>
    recordIn(file.subarray(index * recordBytes, (index + 1) * recordBytes)),
  ).flatMap((record) => {
    if (record === null || record === 'torn') return [];
    return [{ kind: record.kind, hash: record.hash.toString('hex') }];
  });
}
