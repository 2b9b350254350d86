import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { recordBytes, recordIn } from '../../src/vault/at-rest/vault-record.ts';
import { unpackMembership } from '../../src/vault/memberships/known-memberships.ts';
import { type HashDomain, saltedHash } from '../../src/vault/salted-hash.ts';
import { ACensus, guildId, march, otherGuildId } from './a-census.ts';
import { hashOfPerson, ResidueScan, windowsOf } from './residue.ts';

const joined = Date.UTC(2026, 2, 3, 12);
const [ada, ben, cleo] = ['200000000000000001', '200000000000000002', '200000000000000003'];

describe('erasing a person', () => {
  let census: ACensus;
  beforeEach(async () => {
    census = await ACensus.open();
  });
  afterEach(() => census.dispose());

  const person = (id: string) => new Person(id);
  const numberOf = (id: string, guild = guildId) => census.vault.numberOf(guild, person(id));

  /** Erases in the order of the collector: the store first. */
  async function erase(id: string, isBehind = false): Promise<void> {
    const member = numberOf(id);
    if (member !== undefined) await census.store.eraseMember(guildId, member, null);
    await census.vault.erase(guildId, person(id), isBehind);
  }

  it('gives them a new number, and no other person', async () => {
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

  it('changes nothing in another guild', async () => {
    const there = census.numberOf(ada, otherGuildId);
    await census.countMessages([ada]);
    await erase(ada);
    expect(numberOf(ada, otherGuildId)).toBe(there);
  });

  it('forgets when they joined, but not that they did, so that no join counts twice', async () => {
    const enter = (atMs = joined) => census.vault.enter(guildId, person(ada), atMs, true);
    expect(enter()).toBe('first');
    await erase(ada);
    expect(enter()).toBe('nothing');
    await census.countMessages([ben]);
    await erase(ada);
    expect(instantsIn(census.directory)).toEqual([0, 0]);
    census = await census.restart();
    expect(enter()).toBe('nothing');
    expect(census.vault.leave(guildId, person(ada))).toBe(true);
    expect(enter(joined + 1)).toBe('again');
  });

  it('rolls their joins and leaves back as a crash does', async () => {
    const leave = () => census.vault.leave(guildId, person(ada));
    census.vault.enter(guildId, person(ada), joined, true);
    await census.countMessages([ben]);
    expect(leave()).toBe(true);
    await erase(ada);
    census = await census.restart();
    expect(leave()).toBe(true);
  });

  it('may be repeated, also for a person who was never met', async () => {
    await census.countMessages([ada, ben]);
    for (const id of [ada, ada, cleo]) await erase(id);
    expect([...(await census.messagesByMember(march)).values()]).toEqual([1]);
  });

  it('keeps ignored people ignored', async () => {
    await census.countMessages([ada]);
    await census.vault.setIgnored(guildId, person(ada), true);
    expect(numberOf(ada)).toBeDefined();
    await erase(ada);
    expect([numberOf(ada), census.vault.isIgnored(guildId, person(ada))]).toEqual([undefined, true]);
    await census.vault.setIgnored(guildId, person(ada), false);
    await census.countMessages([ada]);
    expect((await census.messagesByMember(march)).size).toBe(1);
  });

  it('is refused while their number is not committed', async () => {
    census.numberOf(ada);
    await expect(census.vault.erase(guildId, person(ada), false)).rejects.toThrow('is not committed yet');
    census.vault.takeChanges(1);
  });

  it('is finished after a crash between the store and the vault, and leaves no person with two tokens', async () => {
    await census.countMessages([ada, ben]);
    const member = numberOf(ada) ?? -1;
    await census.store.eraseMember(guildId, member, null);
    census = await census.restart();
    expect(numberOf(ada)).toBeUndefined();
    await erase(ada);
    await census.countMessages([ada]);
    expect(numberOf(ada)).not.toBe(member);
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
  });

  it('is done in memory at once, and does not reuse the erased number', async () => {
    await census.countMessages([ada]);
    const member = numberOf(ada) ?? -1;
    await census.store.eraseMember(guildId, member, null);
    const erased = census.vault.erase(guildId, person(ada), false);
    expect(numberOf(ada)).toBeUndefined();
    expect(census.numberOf(ada)).not.toBe(member);
    await erased;
    await census.countMessages([ada]);
    expect([...(await census.messagesByMember(march)).values()]).toEqual([1]);
  });

  it('waits for a running commit, so that it writes nothing of them afterwards', async () => {
    census.vault.enter(guildId, person(ada), joined, true);
    const committing = census.countMessages([ben]);
    await Promise.all([committing, census.vault.erase(guildId, person(ada), false)]);
    expect(instantsIn(census.directory)).toEqual([0]);
    census = await census.restart();
    expect(census.vault.enter(guildId, person(ada), joined + 1, true)).toBe('nothing');
  });

  describe('before the history is read', () => {
    const isErased = (id: string, guild = guildId) => census.vault.isErased(guild, person(id));

    it('remembers whose messages to skip, until it is read', async () => {
      await census.countMessages([ada, ben]);
      await erase(ada, true);
      await erase(ada, true);
      expect([isErased(ada), isErased(ben), isErased(ada, otherGuildId)]).toEqual([true, false, false]);
      census = await census.restart();
      expect([isErased(ada), isErased(ben)]).toEqual([true, false]);
      await census.vault.forgetErasures(otherGuildId);
      expect(isErased(ada)).toBe(true);
      await census.vault.forgetErasures(guildId);
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

    it('remembers a person who is erased while earlier erasures are forgotten, in memory and on the disk', async () => {
      await census.countMessages([ada, ben]);
      await erase(ada, true);
      await census.store.eraseMember(guildId, census.numberOf(ben), null);
      const forgotten = census.vault.forgetErasures(guildId);
      const erased = census.vault.erase(guildId, person(ben), true);
      await Promise.all([forgotten, erased]);
      expect([isErased(ada), isErased(ben)]).toEqual([false, true]);
      census = await census.restart();
      expect([isErased(ada), isErased(ben)]).toEqual([false, true]);
    });

    it('forgets that at the end of the month', async () => {
      await census.countMessages([ada]);
      await erase(ada, true);
      await census.rotateTo(march + 1);
      expect(isErased(ada)).toBe(false);
    });
  });
});

describe('what is left of an erased person', { timeout: 30_000 }, () => {
  const crowd = Array.from({ length: 2500 }, (_, index) => String(200_000_000_000_000_000n + 104_729n * BigInt(index)));
  const erased = crowd.filter((_, index) => index % 60 === 7);
  let census: ACensus;

  /** Commits many small batches. */
  beforeEach(async () => {
    census = await ACensus.open();
    for (let first = 0; first < crowd.length; first += 25) {
      for (const id of crowd.slice(first, first + 5)) census.vault.enter(guildId, new Person(id), joined, true);
      await census.countMessages(crowd.slice(first, first + 25));
    }
  });
  afterEach(() => census.dispose());

  function scanOf(ids: readonly string[], domain: HashDomain = 'identity'): ResidueScan {
    const hashes = ids.map((id) => hashOfPerson(census.directory, guildId, id, domain));
    return new ResidueScan({ hashes: hashes.flatMap(windowsOf) });
  }

  async function erase(id: string, isBehind: boolean): Promise<void> {
    await census.store.eraseMember(guildId, census.numberOf(id), null);
    await census.vault.erase(guildId, new Person(id), isBehind);
  }

  it('is nothing, in the map and in its journal, and the others keep everything', async () => {
    const [scan, others] = [scanOf(erased), scanOf(crowd.filter((id) => !erased.includes(id)))];
    expect(scan.inFolder(census.directory)).toEqual({ hashes: erased.length * 9 });
    for (const id of erased) await erase(id, false);
    expect(scan.inFolder(census.directory)).toEqual({ hashes: 0 });
    expect(others.inFolder(census.directory)).toEqual({ hashes: (crowd.length - erased.length) * 9 });
  });

  it('is one hash until the history is read, and then nothing', async () => {
    const scan = scanOf(erased, 'erasure');
    for (const id of erased) await erase(id, true);
    expect(scanOf(erased).inFolder(census.directory)).toEqual({ hashes: 0 });
    expect(scan.inFolder(census.directory)).toEqual({ hashes: erased.length * 9 });
    await census.vault.forgetErasures(guildId);
    expect(scan.inFolder(census.directory)).toEqual({ hashes: 0 });
  });

  it('is a bare mark whether the person is in the guild', async () => {
    const [id = ''] = crowd;
    await erase(id, false);
    const membership = hashOfPerson(census.directory, guildId, id, 'membership');
    const file = readFileSync(join(census.directory, 'vault', 'identity.db'));
    const value = file.readUIntBE(file.indexOf(membership) - 6, 6);
    expect(unpackMembership(value)).toMatchObject({ joinedAtMs: 0 });
  });

  it('is nothing of an opt-out that was reversed', async () => {
    await census.vault.setOptedOut(guildId, new Person(ada), true);
    const key = createSecretKey(readFileSync(join(census.directory, 'vault', 'optout.key')));
    const scan = new ResidueScan({ entry: windowsOf(saltedHash(key, 'list opted-out', guildId, ada)) });
    expect(scan.inFolder(census.directory)).toEqual({ entry: 9 });
    await census.vault.setOptedOut(guildId, new Person(ada), false);
    expect(scan.inFolder(census.directory)).toEqual({ entry: 0 });
  });
});

/** The instants of joining that are on the disk. */
function instantsIn(directory: string): number[] {
  const file = readFileSync(join(directory, 'vault', 'identity.db'));
  const slots = Array.from({ length: file.length / recordBytes }, (_, index) => {
    return recordIn(file.subarray(index * recordBytes, (index + 1) * recordBytes));
  });
  return slots.flatMap((record) => {
    const isMembership = record !== null && record !== 'torn' && record.kind === 'membership';
    return isMembership ? [unpackMembership(record.value).joinedAtMs] : [];
  });
}
