import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { ACensus, copyOf, guildId, march, otherGuildId } from './a-census.ts';
import { hashOfPerson, ResidueScan, windowsOf } from './residue.ts';

const joined = Date.UTC(2026, 2, 3, 12);
const [ada, ben, cleo] = ['200000000000000001', '200000000000000002', '200000000000000003'];

describe('erasing somebody', () => {
  let census: ACensus;
  beforeEach(async () => {
    census = await ACensus.open();
  });
  afterEach(() => census.dispose());

  const person = (id: string) => new Person(id);
  const numberOf = (id: string, guild = guildId) => census.vault.numberOf(guild, person(id));

  /** As the collector does it: the store first. */
  async function erase(id: string, isBehind = false): Promise<void> {
    const member = numberOf(id);
    if (member !== undefined) await census.store.eraseMember(guildId, member);
    census.vault.erase(guildId, person(id), isBehind);
  }

  it('makes them somebody new, and nobody else', async () => {
    await census.countMessages([ada, ben, cleo]);
    const before = numberOf(ada);
    const others = [ben, cleo].map((id) => numberOf(id));
    await erase(ada);
    expect([numberOf(ada), ...[ben, cleo].map((id) => numberOf(id))]).toEqual([undefined, ...others]);
    expect([...(await census.messagesByToken(march)).values()]).toEqual([1, 1]);

    await census.countMessages([ada, ada, ben]);
    expect(numberOf(ada)).not.toBe(before);
    expect([...(await census.messagesByToken(march)).values()].sort()).toEqual([1, 2, 2]);
    census = await census.restart();
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
  });

  it('leaves everybody known in another guild', async () => {
    const there = census.numberOf(ada, otherGuildId);
    await census.countMessages([ada]);
    await erase(ada);
    expect(numberOf(ada, otherGuildId)).toBe(there);
  });

  it('forgets their coming and going, committed or not', async () => {
    const join = () => census.vault.isNewJoin(guildId, person(ada), joined);
    expect([join(), join()]).toEqual([true, false]);
    await erase(ada);
    expect(census.vault.takeChanges(1).memberships).toEqual([]);
    expect(join()).toBe(true);
    await census.countMessages([ben]);
    await erase(ada);
    census = await census.restart();
    expect(join()).toBe(true);
  });

  it('may be repeated, and may be of somebody who was never met', async () => {
    await census.countMessages([ada, ben]);
    for (const id of [ada, ada, cleo]) await erase(id);
    expect([...(await census.messagesByMember(march)).values()]).toEqual([1]);
  });

  it('keeps them ignored who are', async () => {
    await census.countMessages([ada]);
    census.vault.setIgnored(guildId, person(ada), true);
    expect(numberOf(ada)).toBeDefined();
    await erase(ada);
    expect([numberOf(ada), census.vault.isIgnored(guildId, person(ada))]).toEqual([undefined, true]);
    census.vault.setIgnored(guildId, person(ada), false);
    await census.countMessages([ada]);
    expect((await census.messagesByMember(march)).size).toBe(1);
  });

  it('is refused while their number is not committed', () => {
    census.numberOf(ada);
    expect(() => census.vault.erase(guildId, person(ada), false)).toThrow('is new');
    census.vault.takeChanges(1);
  });

  it('is ended after a crash between the store and the vault, and is nobody under two tokens', async () => {
    await census.countMessages([ada, ben]);
    const member = numberOf(ada) ?? -1;
    await census.store.eraseMember(guildId, member);
    census = await census.restart();
    expect(numberOf(ada)).toBeUndefined();
    await erase(ada);
    await census.countMessages([ada]);
    expect(numberOf(ada)).not.toBe(member);
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
  });

  it('gives nobody the erased number again when the disk refuses, and may then be tried again', async () => {
    await census.countMessages([ada]);
    const member = numberOf(ada) ?? -1;
    census = await census.restart();
    const journal = join(census.directory, 'vault', 'identity.db-journal');
    rmSync(journal);
    mkdirSync(journal);
    await expect(erase(ada)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(numberOf(ada)).toBeUndefined();
    rmdirSync(journal);
    await erase(ada);
    await census.countMessages([ada]);
    expect(numberOf(ada)).not.toBe(member);
    expect([...(await census.messagesByMember(march)).values()]).toEqual([1]);
  });

  describe('while messages are still to be counted', () => {
    const isErased = (id: string, guild = guildId) => census.vault.isErased(guild, person(id));

    it('keeps in mind whom to pass over, until all are counted', async () => {
      await census.countMessages([ada, ben]);
      await erase(ada, true);
      await erase(ada, true);
      expect([isErased(ada), isErased(ben), isErased(ada, otherGuildId)]).toEqual([true, false, false]);
      census = await census.restart();
      expect([isErased(ada), isErased(ben)]).toEqual([true, false]);
      census.vault.forgetErasures(otherGuildId);
      expect(isErased(ada)).toBe(true);
      census.vault.forgetErasures(guildId);
      expect(isErased(ada)).toBe(false);
      census = await census.restart();
      expect(isErased(ada)).toBe(false);
    });

    it('counts them from now on', async () => {
      await census.countMessages([ada]);
      await erase(ada, true);
      await census.countMessages([ada]);
      expect([...(await census.messagesByMember(march)).values()]).toEqual([1]);
    });

    it('forgets it with the month', async () => {
      await census.countMessages([ada]);
      await erase(ada, true);
      await census.rotateTo(march + 1);
      expect(isErased(ada)).toBe(false);
    });
  });

  it('opens a map that an earlier Census made', async () => {
    await census.countMessages([ada]);
    await census.close();
    const map = new Database(join(census.directory, 'vault', 'identity.db'));
    map.exec('drop table erasure');
    map.close();
    census = await ACensus.open({ directory: census.directory });
    await erase(ada, true);
    expect(census.vault.isErased(guildId, person(ada))).toBe(true);
  });
});

describe('what is left of somebody who was erased', { timeout: 30_000 }, () => {
  const crowd = Array.from({ length: 2500 }, (_, index) => String(200_000_000_000_000_000n + 104_729n * BigInt(index)));
  const erased = crowd.filter((_, index) => index % 60 === 7);
  let census: ACensus;

  /** Many small batches, as they come: rows move between pages, and copies stay behind. */
  beforeEach(async () => {
    census = await ACensus.open();
    for (let first = 0; first < crowd.length; first += 25) {
      for (const id of crowd.slice(first, first + 5)) census.vault.isNewJoin(guildId, new Person(id), joined);
      await census.countMessages(crowd.slice(first, first + 25));
    }
  });
  afterEach(() => census.dispose());

  function scanOf(ids: readonly string[]): ResidueScan {
    return new ResidueScan({ hashes: ids.flatMap((id) => windowsOf(hashOfPerson(census.directory, guildId, id))) });
  }

  async function erase(id: string, isBehind: boolean): Promise<void> {
    await census.store.eraseMember(guildId, census.numberOf(id));
    census.vault.erase(guildId, new Person(id), isBehind);
  }

  it('is nothing, in the map and in its journal, and all of the others', async () => {
    const [scan, others] = [scanOf(erased), scanOf(crowd.filter((id) => !erased.includes(id)))];
    expect(scan.inFolder(census.directory)).toEqual({ hashes: erased.length * 9 });
    for (const id of erased) await erase(id, false);
    expect(scan.inFolder(census.directory)).toEqual({ hashes: 0 });
    expect(others.inFolder(census.directory)).toEqual({ hashes: (crowd.length - erased.length) * 9 });
  });

  it('is one hash while messages are still to be counted, and then nothing', async () => {
    const scan = scanOf(erased);
    for (const id of erased) await erase(id, true);
    expect(scan.inFolder(census.directory)).toEqual({ hashes: erased.length * 9 });
    census.vault.forgetErasures(guildId);
    expect(scan.inFolder(census.directory)).toEqual({ hashes: 0 });
  });

  it('is nothing after the next start, when a crash came before the journal was overwritten', async () => {
    const journals = readdirSync(join(census.directory, 'vault')).filter((name) => name === 'identity.db-journal');
    expect(journals).toHaveLength(1);
    const [id = ''] = erased;
    const scan = scanOf([id]);
    const path = join(census.directory, 'vault', 'identity.db-journal');
    const before = readFileSync(join(census.directory, 'vault', 'identity.db'));
    await erase(id, false);
    const crashed = copyOf(census.directory);
    const idle = Buffer.concat([Buffer.alloc(512), before]); // Pages as they were, behind a header that is void.
    writeFileSync(path.replace(census.directory, crashed), idle);
    expect(scan.inFolder(crashed)).toEqual({ hashes: 9 });
    const restarted = await ACensus.open({ directory: crashed });
    expect(scan.inFolder(crashed)).toEqual({ hashes: 0 });
    expect(restarted.vault.numberOf(guildId, new Person(id))).toBeUndefined();
    await restarted.dispose();
  });

  it('is nothing of an opt-out that was taken back', () => {
    const before = filesOf('optout');
    census.vault.setOptedOut(guildId, new Person(ada), true);
    const hash = newEntryIn(before);
    expect(filesOf('optout').includes(hash)).toBe(true);
    census.vault.setOptedOut(guildId, new Person(ada), false);
    expect(filesOf('optout').includes(hash)).toBe(false);
  });

  function filesOf(name: string): Buffer {
    const files = readdirSync(join(census.directory, 'vault')).filter((file) => file.startsWith(`${name}.db`));
    return Buffer.concat(files.map((file) => readFileSync(join(census.directory, 'vault', file))));
  }

  /** The hash of the only row of the list, which no one else may know how to make. */
  function newEntryIn(before: Buffer): Buffer {
    const after = filesOf('optout');
    const at = after.indexOf(guildId) + guildId.length;
    const hash = after.subarray(at, at + 16);
    expect(before.includes(hash)).toBe(false);
    return hash;
  }
});
