import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { dayMs, startOfMonthMs } from '../../src/core/time.ts';
import { SaltFile } from '../../src/vault/salt-file.ts';
import { copyFolder } from '../copy-folder.ts';
import { ACensus, type CensusOptions, copyOf, guildId, march } from './a-census.ts';
import { seededRandom } from './seeded-random.ts';

const april = march + 1;
const june = march + 3;
const people = ['200000000000000001', '200000000000000002', '200000000000000003'];
const [ada = ''] = people;

describe('opening the vault', () => {
  const opened: ACensus[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const census of opened.splice(0)) await census.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: CensusOptions = {}): Promise<ACensus> {
    const census = await ACensus.open(options);
    opened.push(census);
    folders.push(census.directory);
    return census;
  }

  /** A folder in which March was counted, with nobody working on it. */
  async function marchFolder(): Promise<string> {
    const census = await open();
    await census.countMessages(people);
    await close(census);
    return census.directory;
  }

  async function close(census: ACensus): Promise<void> {
    opened.splice(opened.indexOf(census), 1);
    await census.close();
  }

  describe('for the first time', () => {
    it('begins with the month of the clock', async () => {
      const census = await open({ nowMs: startOfMonthMs(march) + 9 * dayMs });
      expect(census.vault.month).toBe(march);
      expect(await census.store.checkpoint()).toMatchObject({ openMonth: march, rotation: null });
      expect(census.receipts).toEqual([]);
    });

    it('makes files that only the owner can read, whatever the umask', async () => {
      const before = process.umask(0);
      try {
        const { directory } = await open();
        expect(statSync(join(directory, 'vault')).mode & 0o777).toBe(0o700);
        const names = ['census.db', 'census.db-wal', 'vault/salt', 'vault/identity.db'];
        for (const name of [...names, 'vault/optout.db', 'vault/optout.key', 'vault/lock']) {
          expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
        }
      } finally {
        process.umask(before);
      }
    });

    it('is repeated after a crash in the middle', async () => {
      const census = await open();
      const copy = copyOf(census.directory);
      rmSync(join(copy, 'vault', 'identity.db'));
      const again = await open({ directory: copy });
      again.numberOf(ada);
    });

    it('refuses a vault that knows people beside an empty database, and says both ways out', async () => {
      const directory = await marchFolder();
      const database = ['', '-wal', '-shm'].map((suffix) => join(directory, `census.db${suffix}`));
      const kept = copyOf(directory);
      for (const path of database) rmSync(path, { force: true });
      await expect(open({ directory })).rejects.toThrow(/^The database is empty, but the vault knows people/);

      await open({ directory: kept }); // The right database beside it.
      for (const path of ['salt', 'identity.db']) rmSync(join(directory, 'vault', path));
      const census = await open({ directory });
      await census.countMessages(people);
      expect((await census.messagesByToken(march)).size).toBe(3);
    });

    it('says so where members are on the lists of an empty database, and goes on not counting them', async () => {
      const first = await open();
      await first.vault.setOptedOut(guildId, new Person(ada), true);
      await close(first);
      for (const name of ['census.db', 'census.db-wal', 'census.db-shm', 'vault/salt', 'vault/identity.db'])
        rmSync(join(first.directory, name), { force: true });
      const census = await open({ directory: first.directory });
      expect(census.warnings).toEqual([expect.stringMatching(/^The database is new, and the vault has a list/)]);
      expect(census.vault.isOptedOut(guildId, new Person(ada))).toBe(true);
    });

    it('takes a vault that knows nobody beside an empty database', async () => {
      const census = await open();
      await close(census);
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(census.directory, `census.db${suffix}`), { force: true });
      expect((await open({ directory: census.directory })).warnings).toEqual([]);
    });
  });

  describe('when its month is over', () => {
    it('goes on in it, for what is still to be counted, until it is told to close it', async () => {
      const directory = await marchFolder();
      const nowMs = startOfMonthMs(april) + 5 * dayMs;
      const census = await open({ directory, nowMs });
      expect([census.vault.month, census.receipts]).toEqual([march, []]);
      await census.countMessages(people);
      expect([...(await census.messagesByToken(march)).values()]).toEqual([2, 2, 2]);
      expect(await census.closeMonthThatIsOver()).toEqual({ month: march, members: 3, saltDestroyedAtMs: nowMs });
      expect(census.vault.month).toBe(april);
      expect(await census.store.months(guildId)).toMatchObject([{ month: march, isSealed: true, isSplit: false }]);
    });

    it('ends a rotation that a crash interrupted, and goes no further', async () => {
      const census = await open({
        onStep: (step) => {
          if (step === 'salt wiped') throw new Error('crash');
        },
      });
      await census.countMessages(people);
      await expect(census.rotateTo(april)).rejects.toThrow('crash');
      await close(census);
      const nowMs = startOfMonthMs(june);
      const later = await open({ directory: census.directory, nowMs });
      expect(later.receipts).toEqual([{ month: march, members: 3, saltDestroyedAtMs: nowMs }]);
      expect(later.vault.month).toBe(april);
      expect(await later.closeMonthThatIsOver()).toMatchObject({ month: april, members: 0 });
      expect(later.vault.month).toBe(june);
    });
  });

  describe('after a backup was restored', () => {
    it('without its vault, goes on in the month with new numbers, and marks it', async () => {
      const directory = await marchFolder();
      rmSync(join(directory, 'vault'), { recursive: true });
      const census = await open({ directory, seed: 'another machine' });
      expect(census.warnings).toEqual([expect.stringMatching(/does not know all who were counted in March 2026/)]);
      await census.countMessages(people);
      expect(await census.store.months(guildId)).toMatchObject([{ month: march, isSealed: false, isSplit: true }]);
      expect([...(await census.messagesByToken(march)).values()]).toEqual([1, 1, 1, 1, 1, 1]);
      expect(await census.rotateTo(april)).toMatchObject({ members: 6 });
    });

    it('without its vault and a month later, marks the month, for what may still be counted in it', async () => {
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
      folders.push(backup);
      const later = await open({ directory, nowMs: startOfMonthMs(june) });
      await later.closeMonthThatIsOver();
      await later.countMessages(people);
      await close(later);
      rmSync(join(backup, 'vault'), { recursive: true });
      copyFolder(join(directory, 'vault'), join(backup, 'vault'));
      chmodSync(join(backup, 'vault'), 0o700);

      const census = await open({ directory: backup, nowMs: startOfMonthMs(march) });
      expect(census.vault.month).toBe(june);
      expect(census.receipts).toMatchObject([{ month: march, members: 3 }]);
      expect(census.warnings).toEqual([expect.stringMatching(/older than the vault.*: March 2026 was closed/)]);
      await census.countMessages(people);
      expect((await census.messagesByToken(june)).size).toBe(3);
    });

    it('of an earlier day of the month, meets anew whom that day did not know', async () => {
      const first = await open();
      await first.countMessages([ada]);
      const backup = first.copy();
      folders.push(backup);
      await first.countMessages(people);
      await close(first);
      rmSync(join(backup, 'vault'), { recursive: true });
      copyFolder(join(first.directory, 'vault'), join(backup, 'vault'));
      chmodSync(join(backup, 'vault'), 0o700);
      const census = await open({ directory: backup });
      await census.countMessages(people);
      expect([...(await census.messagesByToken(march)).values()].sort()).toEqual([1, 1, 2]);
      expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
    });
  });

  describe('refuses', () => {
    it('a second process, and lets it in when the first has ended', async () => {
      const census = await open();
      await expect(open({ directory: census.directory })).rejects.toThrow(
        'Another Census is working with this DATA_DIR',
      );
      await close(census);
      await open({ directory: census.directory });
    });

    it.each([
      ['vault', 0o750, 'chmod 700'],
      ['vault/salt', 0o640, 'chmod 600'],
      ['vault/identity.db', 0o604, 'chmod 600'],
      ['census.db', 0o644, 'chmod 600'],
    ])('%s with mode %o and says which command mends it', async (name, mode, command) => {
      const directory = await marchFolder();
      const path = join(directory, name);
      const before = statSync(path).mode & 0o777;
      chmodSync(path, mode);
      await expect(open({ directory })).rejects.toThrow(`${command} ${path}`);
      chmodSync(path, before);
      await open({ directory });
    });

    it('a vault that is older than the database', async () => {
      const directory = await marchFolder();
      await new SaltFile(join(directory, 'vault', 'salt')).draw(march - 1, seededRandom('old'));
      await expect(open({ directory })).rejects.toThrow('of February 2026 and the database of March 2026');
      rmSync(join(directory, 'vault', 'salt'));
      rmSync(join(directory, 'vault', 'identity.db'));
      expect((await open({ directory })).vault.month).toBe(march);
    });

    it('an identity map that belongs to another salt or month', async () => {
      const directory = await marchFolder();
      const salt = readFileSync(join(directory, 'vault', 'salt'));
      await new SaltFile(join(directory, 'vault', 'salt')).draw(march, seededRandom('foreign'));
      await expect(open({ directory })).rejects.toThrow('identity.db does not belong to vault/salt');
      writeFileSync(join(directory, 'vault', 'salt'), salt);
      const census = await open({ directory });
      await census.countMessages(people);
      expect((await census.messagesByToken(march)).size).toBe(3);
    });

    it('to count when the members to be ignored are not known any more', async () => {
      const census = await open();
      await census.vault.setIgnored(guildId, new Person(ada), true);
      await census.countMessages(people.slice(1));
      await close(census);
      const { directory } = census;
      for (const name of ['optout.db', 'optout.key']) {
        const path = join(directory, 'vault', name);
        const content = readFileSync(path);
        rmSync(path);
        await expect(open({ directory })).rejects.toThrow('Put back vault/optout.db and vault/optout.key');
        expect(existsSync(path)).toBe(false);
        writeFileSync(
          path,
          content.map((byte, at) => (name === 'optout.key' && at === 3 ? byte ^ 1 : byte)),
        );
        chmodSync(path, 0o600);
        if (name === 'optout.key') await expect(open({ directory })).rejects.toThrow('Put back');
        writeFileSync(path, content);
        const back = await open({ directory });
        expect(back.vault.memberOf(guildId, new Person(ada))).toBeUndefined();
        await close(back);
      }
    });

    it('a vault that is no directory, in plain words', async () => {
      const directory = await marchFolder();
      rmSync(join(directory, 'vault'), { recursive: true });
      writeFileSync(join(directory, 'vault'), 'a file', { mode: 0o600 });
      await expect(open({ directory })).rejects.toThrow('Make DATA_DIR/vault writable');
    });

    it('a damaged map, in plain words', async () => {
      const directory = await marchFolder();
      const path = join(directory, 'vault', 'identity.db');
      const whole = readFileSync(path);
      const firstRecord = 64;
      for (const damaged of [
        Buffer.from('this is no such file at all'.repeat(400)),
        Buffer.from(whole).fill(0xee, 0, 4),
        Buffer.from(whole).fill(0xee, firstRecord, firstRecord + 4),
      ]) {
        writeFileSync(path, damaged);
        await expect(open({ directory })).rejects.toThrow('vault/identity.db is damaged');
      }
    });
  });
});
