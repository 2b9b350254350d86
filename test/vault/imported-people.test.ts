import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VaultRefused } from '../../src/core/errors.ts';
import { Person } from '../../src/core/person.ts';
import type { MemberListsState } from '../../src/store/records.ts';
import { type OpenedImportedPeople, openImportedPeople } from '../../src/vault/imported-people.ts';
import type { ImportedPeople } from '../../src/vault/past-people.ts';
import { seededBytes } from '../seeded-bytes.ts';
import { ACensus, guildId, otherGuildId } from './a-census.ts';

const alice = '110000000000000001';
const bob = '110000000000000002';

describe('people of imported months', () => {
  let directory: string;
  let people: OpenedImportedPeople | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-people-'));
  });
  afterEach(async () => {
    await people?.close();
    people = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  async function open(memberLists: MemberListsState | null = null, from = directory): Promise<OpenedImportedPeople> {
    people = await openImportedPeople({ directory: from, memberLists, random: seededBytes('people') });
    return people;
  }

  it('are the same within a month, by id or by name', async () => {
    const { memberOf, memberNamed, takeMonth } = bound(await open());
    const numbers = [memberOf(alice), memberNamed('h$1'), memberOf(bob), memberOf(alice), memberNamed('h$1')];
    expect(numbers.slice(3)).toEqual(numbers.slice(0, 2));
    expect(new Set(numbers).size).toBe(3);
    expect(takeMonth().map(({ number }) => number)).toEqual(numbers.slice(0, 3));
  });

  it('are the same persons in all months of an import', async () => {
    const open_ = await open();
    const person = open_.personOf(guildId, new Person(alice));
    open_.takeMonth();
    expect([open_.personOf(guildId, new Person(alice)), open_.personNamed('h$1')]).toEqual([person, 1]);
  });

  it('are strangers in the next month', async () => {
    const { memberOf, takeMonth } = bound(await open());
    memberOf(alice);
    const [before] = takeMonth();
    memberOf(alice);
    const [after] = takeMonth();
    if (before === undefined || after === undefined) throw new Error('every member has a number');
    expect(after.number).not.toBe(before.number);
    expect(after.token).not.toBe(before.token);
    expect(takeMonth()).toEqual([]);
  });

  it('have tokens that begin with a letter and differ', async () => {
    const { memberNamed, takeMonth } = bound(await open());
    for (let name = 0; name < 500; name += 1) memberNamed(`${name}`);
    const tokens = takeMonth().map(({ token }) => token.toString(16));
    expect(new Set(tokens).size).toBe(500);
    for (const token of tokens) expect(token).toMatch(/^[a-f][0-9a-f]{7}$/);
  });

  it('leave nothing on the disk', async () => {
    const { memberOf } = bound(await open());
    memberOf(alice);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('do not include people who have opted out or are ignored in the guild', async () => {
    const census = await ACensus.open();
    await census.vault.setOptedOut(guildId, new Person(alice), true);
    await census.vault.setIgnored(guildId, new Person(bob), true);
    const lists = census.vault.memberLists;
    await census.close();
    try {
      const { memberOf } = bound(await open(lists, join(census.directory, 'vault')));
      expect([memberOf(alice), memberOf(bob), memberOf(alice)]).toEqual([null, null, null]);
      expect(people?.personOf(otherGuildId, new Person('110000000000000003'))).toBeTypeOf('number');
      expect(people?.takeMonth()).toEqual([]);
    } finally {
      rmSync(census.directory, { recursive: true });
    }
  });

  it('are refused if the lists of ignored and opted-out members are lost', async () => {
    const lists = { generation: 1, entries: 1, keyCheck: Buffer.alloc(16), check: Buffer.alloc(16) };
    await expect(open(lists)).rejects.toThrow(VaultRefused);
    expect(existsSync(join(directory, 'optout.db'))).toBe(false);
  });
});

function bound(people: ImportedPeople) {
  return {
    memberOf: (userId: string) => {
      const person = people.personOf(guildId, new Person(userId));
      return person === null ? null : people.memberOf(person);
    },
    memberNamed: (name: string) => people.memberOf(people.personNamed(name)),
    takeMonth: () => people.takeMonth(),
  };
}
