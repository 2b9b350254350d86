import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { startOfMonthMs } from '../../src/core/time.ts';
import { copyOf, guildId, march } from './a-census.ts';
import { openedCensuses, people } from './opened-censuses.ts';
import { keepVault } from './restored-vault.ts';

const april = march + 1;
const june = march + 3;
const [ada = ''] = people;

const { open, close, marchFolder } = openedCensuses();

describe('a restored backup', () => {
  it('without its vault, continues in the month with new numbers, and marks it', async () => {
    const directory = await marchFolder();
    rmSync(join(directory, 'vault'), { recursive: true });
    const census = await open({ directory, seed: 'another machine' });
    expect(census.warnings).toEqual([expect.stringMatching(/does not know all who were counted in March 2026/)]);
    await census.countMessages(people);
    expect(await census.store.months(guildId)).toMatchObject([{ month: march, isSealed: false, isSplit: true }]);
    expect([...(await census.messagesByToken(march)).values()]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await census.rotateTo(april)).toMatchObject({ members: 6 });
  });

  it('without its vault and a month later, marks the month, because late messages may still be counted in it', async () => {
    const directory = await marchFolder();
    rmSync(join(directory, 'vault'), { recursive: true });
    const census = await open({ directory, nowMs: startOfMonthMs(april) });
    await census.closeMonthThatIsOver();
    expect(await census.store.months(guildId)).toMatchObject([{ month: march, isSealed: true, isSplit: true }]);
  });

  it.each(['identity.db', 'salt'])('without vault/%s, says so once', async (name) => {
    const directory = await marchFolder();
    rmSync(join(directory, 'vault', name));
    const census = await open({ directory, seed: 'again' });
    expect(census.warnings).toHaveLength(1);
    await close(census);
    expect((await open({ directory })).warnings, 'once').toEqual([]);
  });

  it.each(['identity.db', 'salt'])('without vault/%s, marks the month and loses no count', async (name) => {
    const directory = await marchFolder();
    rmSync(join(directory, 'vault', name));
    const census = await open({ directory, seed: 'again' });
    await census.countMessages(people);
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: true }]);
    expect((await census.messagesByToken(march)).size).toBe(6);
  });

  it('from an earlier month than the vault, closes that month first', async () => {
    const directory = await marchFolder();
    const backup = copyOf(directory);
    const later = await open({ directory, nowMs: startOfMonthMs(june) });
    await later.closeMonthThatIsOver();
    await later.countMessages(people);
    await close(later);
    keepVault(directory, backup);

    const census = await open({ directory: backup, nowMs: startOfMonthMs(march) });
    expect(census.vault.month).toBe(june);
    expect(census.receipts).toMatchObject([{ month: march, members: 3 }]);
    expect(census.warnings).toEqual([expect.stringMatching(/older than the vault.*: March 2026 was closed/)]);
    await census.countMessages(people);
    expect((await census.messagesByToken(june)).size).toBe(3);
  });

  it('from an earlier day of the month, gives new numbers to people who came after that day', async () => {
    const first = await open();
    await first.countMessages([ada]);
    const backup = first.copy();
    await first.countMessages(people);
    await close(first);
    keepVault(first.directory, backup);
    const census = await open({ directory: backup });
    await census.countMessages(people);
    expect([...(await census.messagesByToken(march)).values()].sort()).toEqual([1, 1, 2]);
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
  });
});

describe('an empty database', () => {
  it('is refused beside a vault that has people, with both ways out', async () => {
    const directory = await marchFolder();
    const database = ['', '-wal', '-shm'].map((suffix) => join(directory, `census.db${suffix}`));
    const kept = copyOf(directory);
    for (const path of database) rmSync(path, { force: true });
    await expect(open({ directory })).rejects.toThrow(/^The database is empty, but the vault has people/);

    await open({ directory: kept }); // The right database beside it.
    for (const path of ['salt', 'identity.db']) rmSync(join(directory, 'vault', path));
    const census = await open({ directory });
    await census.countMessages(people);
    expect((await census.messagesByToken(march)).size).toBe(3);
  });

  it('beside a list of members who are not counted, says so, and still does not count them', async () => {
    const first = await open();
    await first.vault.setOptedOut(guildId, new Person(ada), true);
    await close(first);
    for (const name of ['census.db', 'census.db-wal', 'census.db-shm', 'vault/salt', 'vault/identity.db'])
      rmSync(join(first.directory, name), { force: true });
    const census = await open({ directory: first.directory });
    expect(census.warnings).toEqual([expect.stringMatching(/^The database is new, but the vault has a list/)]);
    expect(census.vault.isOptedOut(guildId, new Person(ada))).toBe(true);
  });

  it('is accepted beside a vault without people', async () => {
    const census = await open();
    await close(census);
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(census.directory, `census.db${suffix}`), { force: true });
    expect((await open({ directory: census.directory })).warnings).toEqual([]);
  });
});
