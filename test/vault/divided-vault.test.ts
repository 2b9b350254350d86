import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { laneFiles } from '../../src/vault/at-rest/lane-files.ts';
import { peopleMigrations } from '../../src/vault/at-rest/people-file.ts';
import { RecordFile } from '../../src/vault/at-rest/record-file.ts';
import { type ACensus, copyOf, guildIn, march } from './a-census.ts';
import { openedCensuses, people } from './opened-censuses.ts';
import { keepVault } from './restored-vault.ts';

const april = march + 1;
const [ada = ''] = people;

const { open, close } = openedCensuses();

/** A closed directory in which March was counted in this number of lanes. */
async function marchInLanes(lanes: number): Promise<string> {
  const census = await open({ lanes });
  await census.countMessages(people);
  for (let lane = 1; lane < lanes; lane += 1) await (await census.beside(lane)).countMessages(people);
  await close(census);
  return census.directory;
}

describe('a lane that no longer exists', () => {
  /** Keeps hard links to a lane's files, so that their blocks can be read after they are removed. */
  function watch(directory: string, lane: number): readonly string[] {
    const { salt, identities } = laneFiles(join(directory, 'vault'), lane);
    return [salt, identities].map((path, index) => {
      const link = join(directory, `link-${lane}-${index}`);
      linkSync(path, link);
      return link;
    });
  }

  function expectWiped(directory: string, links: readonly string[]): void {
    for (const link of links) {
      const bytes = readFileSync(link);
      expect(bytes.length).toBeGreaterThanOrEqual(64);
      expect(
        bytes.every((byte) => byte === 0),
        link,
      ).toBe(true);
      rmSync(link);
    }
    const left = readdirSync(join(directory, 'vault')).filter((name) => /^(salt|identity)/.test(name));
    expect(left.sort()).toEqual(['identity.db', 'salt']);
  }

  it('leaves neither salt nor people: the next start overwrites both with zeros', async () => {
    const directory = await marchInLanes(3);
    const links = [1, 2].flatMap((lane) => watch(directory, lane));
    const census = await open({ directory, lanes: 1 }); // A crash came right after the division.
    expectWiped(directory, links);
    expect(census.vault.numberOf(census.guildId, new Person(ada))).toBeDefined();
  });

  it('also leaves nothing if the process continues', async () => {
    const directory = await marchInLanes(2);
    const { installation } = await open({ directory });
    const links = watch(directory, 1);
    const { salt } = laneFiles(join(directory, 'vault'), 0);
    const kept = readFileSync(salt);
    await installation.lanes.divide(1);
    await installation.vault.destroyOthers(1);
    expectWiped(directory, links);
    expect(readFileSync(salt)).toEqual(kept);
    await installation.vault.destroyOthers(1);
  });

  it('loses its salt first, so that ids cannot be matched to hashes even if the disk fails', async () => {
    const directory = await marchInLanes(2);
    const { installation } = await open({ directory });
    const { salt, identities } = laneFiles(join(directory, 'vault'), 1);
    rmSync(identities);
    mkdirSync(identities); // A directory cannot be overwritten.
    await installation.lanes.divide(1);
    await expect(installation.vault.destroyOthers(1)).rejects.toThrow();
    expect(existsSync(salt)).toBe(false);
    rmSync(identities, { recursive: true });
  });

  it('is also destroyed if a crash has left half of it', async () => {
    for (const half of ['salt', 'identities'] as const) {
      const directory = await marchInLanes(2);
      rmSync(laneFiles(join(directory, 'vault'), 1)[half]);
      const census = await open({ directory, lanes: 1 });
      expectWiped(directory, []);
      await close(census);
    }
  });

  it('recognises no earlier person if it is created again', async () => {
    const directory = await marchInLanes(2);
    for (const lanes of [1, 2]) await close(await open({ directory, lanes }));
    const census = await open({ directory, lane: 1, seed: 'again' });
    expect(people.map((id) => census.vault.numberOf(census.guildId, new Person(id)))).toEqual(
      people.map(() => undefined),
    );
  });
});

describe('an empty database', () => {
  const forget = (directory: string) => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, `census.db${suffix}`), { force: true });
  };

  it('is refused beside a vault in which any lane has people, and destroys nothing', async () => {
    const census = await open({ lanes: 3 });
    const last = await census.beside(2);
    await last.countMessages(people);
    await close(census);
    const { salt, identities } = laneFiles(join(census.directory, 'vault'), 2);
    const kept = [salt, identities].map((path) => readFileSync(path));
    forget(census.directory);
    const again = open({ directory: census.directory });
    await expect(again).rejects.toThrow(/^The database is empty, but the vault has people/);
    expect([salt, identities].map((path) => readFileSync(path))).toEqual(kept);

    for (const path of [salt, identities]) rmSync(path);
    expect((await open({ directory: census.directory })).warnings).toEqual([]);
  });

  it('is accepted beside a vault in which no lane has people, and whose other lanes no longer exist', async () => {
    const census = await open({ lanes: 3 });
    for (const lane of [1, 2]) await census.beside(lane);
    await close(census);
    forget(census.directory);
    expect((await open({ directory: census.directory })).warnings).toEqual([]);
    expect(existsSync(laneFiles(join(census.directory, 'vault'), 2).salt)).toBe(false);
  });
});

describe('a lane that guilds have left in the middle of a month', () => {
  it('deletes the people of those guilds, because an erasure in their new lane cannot', async () => {
    const moving = guildIn(1, 2);
    const census = await open();
    await census.countMessages(people);
    await census.countMessages(people.slice(1), { guildId: moving });
    expect(await identitiesIn(census.directory)).toBe(2 * people.length - 1);
    await close(census);
    const divided = await open({ directory: census.directory, lanes: 2 });
    expect(await identitiesIn(census.directory)).toBe(people.length);
    for (const id of people) expect(divided.numberOf(id)).toBe(census.numberOf(id));
    expect(divided.warnings).toEqual([]);
  });

  /** The number of people that can be found with their numbers in the file of the first lane. */
  async function identitiesIn(directory: string): Promise<number> {
    const file = await RecordFile.open(laneFiles(join(directory, 'vault'), 0).identities, peopleMigrations);
    let found = 0;
    await file.read((record) => {
      if (record !== 'torn' && record.kind === 'identity') found += 1;
    });
    await file.close();
    return found;
  }
});

describe('a restored backup', () => {
  const moving = guildIn(1, 2);

  /** March in one lane, a copy of it, and then in two lanes. */
  async function divided(): Promise<{ readonly backup: string; readonly before: ACensus; readonly directory: string }> {
    const before = await open();
    await before.countMessages(people);
    await before.countMessages(people, { guildId: moving });
    const backup = before.copy();
    await close(before);
    return { backup, before, directory: before.directory };
  }

  it('from before a division of the month, recognises people of the guilds that stayed, and marks the month', async () => {
    const { backup, before, directory } = await divided();
    const later = await open({ directory, lanes: 2, seed: 'later' });
    await later.countMessages([...people, '200000000000000009']);
    await (await later.beside(1)).countMessages(people);
    await close(later);
    keepVault(directory, backup);

    const census = await open({ directory: backup, seed: 'restored' });
    expect(census.warnings).toEqual([expect.stringMatching(/does not know all who were counted in March 2026/)]);
    for (const guildId of [census.guildId, moving]) {
      const isKnown = guildId === census.guildId;
      await census.countMessages(people, { guildId });
      const messages = [...(await census.messagesByToken(march, guildId)).values()];
      expect(messages).toEqual(isKnown ? [2, 2, 2] : [1, 1, 1, 1, 1, 1]);
      expect(await census.store.months(guildId)).toMatchObject([{ month: march, isSplit: true }]);
      for (const id of people) expect(census.numberOf(id, guildId) === before.numberOf(id, guildId)).toBe(isKnown);
    }
    expect(existsSync(laneFiles(join(backup, 'vault'), 1).salt)).toBe(false);
  });

  it('from a month before a division, closes that month in all guilds, and continues in the month of the vault', async () => {
    const { backup, directory } = await divided();
    const later = await open({ directory });
    await later.rotateTo(april);
    await close(later);
    const inTwo = await open({ directory, lanes: 2 });
    await inTwo.countMessages(people);
    await close(inTwo);
    keepVault(directory, backup);

    const census = await open({ directory: backup, seed: 'restored' });
    expect(census.receipts).toMatchObject([{ month: march, members: 2 * people.length }]);
    expect(census.warnings).toEqual([expect.stringMatching(/older than the vault.*: March 2026 was closed/)]);
    for (const guildId of [census.guildId, moving]) {
      await census.countMessages(people, { guildId });
      expect((await census.messagesByToken(april, guildId)).size).toBe(people.length);
      expect(await census.store.months(guildId)).toMatchObject([
        { month: march, isSealed: true, isSplit: false },
        { month: april, isSealed: false, isSplit: false },
      ]);
    }
  });

  it.each(['salt-1', 'identity-1.db'])('without vault/%s marks the guilds of that lane alone', async (name) => {
    const directory = await marchInLanes(2);
    rmSync(join(directory, 'vault', name));
    const census = await open({ directory, seed: 'again' });
    const other = await census.beside(1);
    expect(census.warnings).toEqual([]);
    expect(other.warnings).toEqual([expect.stringMatching(/does not know all who were counted in March 2026/)]);
    expect(await census.store.months(census.guildId)).toMatchObject([{ isSplit: false }]);
    expect(await other.store.months(other.guildId)).toMatchObject([{ isSplit: true }]);
    await census.countMessages(people);
    await other.countMessages(people);
    expect((await census.messagesByToken(march)).size).toBe(people.length);
    expect((await other.messagesByToken(march)).size).toBe(2 * people.length);
  });

  it('beside a vault of which one lane is a month ahead, closes the month in that lane', async () => {
    const directory = await marchInLanes(2);
    const backup = copyOf(directory);
    const later = await open({ directory, lane: 1 });
    await later.rotateTo(april);
    await close(later);
    keepVault(directory, backup);
    const census = await open({ directory: backup });
    const other = await census.beside(1);
    expect([census.vault.month, other.vault.month]).toEqual([march, april]);
    expect([census.receipts, other.receipts]).toMatchObject([[], [{ month: march, members: people.length }]]);
  });
});
