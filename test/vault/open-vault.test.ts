import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { dayMs, startOfMonthMs } from '../../src/core/time.ts';
import { SaltFile } from '../../src/vault/at-rest/salt-file.ts';
import { seededBytes } from '../seeded-bytes.ts';
import { copyOf, guildId, march } from './a-census.ts';
import { openedCensuses, people } from './opened-censuses.ts';

const april = march + 1;
const june = march + 3;
const [ada = ''] = people;

describe('opening the vault', () => {
  const { open, close, marchFolder } = openedCensuses();

  describe('for the first time', () => {
    it('starts with the month of the clock', async () => {
      const census = await open({ nowMs: startOfMonthMs(march) + 9 * dayMs });
      expect(census.vault.month).toBe(march);
      expect(await census.store.checkpoint()).toMatchObject({ openMonth: march, rotation: null });
      expect(census.receipts).toEqual([]);
    });

    it('creates files that only the owner can read, whatever the umask', async () => {
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

    it('is repeated after a crash half-way', async () => {
      const census = await open();
      const copy = copyOf(census.directory);
      rmSync(join(copy, 'vault', 'identity.db'));
      const again = await open({ directory: copy });
      again.numberOf(ada);
    });
  });

  describe('when its month is over', () => {
    it('continues in it, for late messages, until it is told to close it', async () => {
      const directory = await marchFolder();
      const nowMs = startOfMonthMs(april) + 5 * dayMs;
      const census = await open({ directory, nowMs });
      expect([census.vault.month, census.receipts]).toEqual([march, []]);
      await census.countMessages(people);
      expect([...(await census.messagesByToken(march)).values()]).toEqual([2, 2, 2]);
      expect(await census.closeMonthThatIsOver()).toEqual({
        month: march,
        members: 3,
        saltDestroyedAtMs: nowMs,
        forgottenChannels: [],
      });
      expect(census.vault.month).toBe(april);
      expect(await census.store.months(guildId)).toMatchObject([{ month: march, isSealed: true, isSplit: false }]);
    });

    it('finishes a rotation that a crash interrupted, and does nothing more', async () => {
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
      expect(later.receipts).toEqual([{ month: march, members: 3, saltDestroyedAtMs: nowMs, forgottenChannels: [] }]);
      expect(later.vault.month).toBe(april);
      expect(await later.closeMonthThatIsOver()).toMatchObject({ month: april, members: 0 });
      expect(later.vault.month).toBe(june);
    });
  });

  describe('refuses', () => {
    it('a second process, and accepts it when the first has ended', async () => {
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
    ])('%s with mode %o, and names the command that corrects it', async (name, mode, command) => {
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
      await new SaltFile(join(directory, 'vault', 'salt')).draw(march - 1, seededBytes('old'));
      await expect(open({ directory })).rejects.toThrow('of February 2026 and the database of March 2026');
      rmSync(join(directory, 'vault', 'salt'));
      rmSync(join(directory, 'vault', 'identity.db'));
      expect((await open({ directory })).vault.month).toBe(march);
    });

    it('an identity map that belongs to another salt or month', async () => {
      const directory = await marchFolder();
      const salt = readFileSync(join(directory, 'vault', 'salt'));
      await new SaltFile(join(directory, 'vault', 'salt')).draw(march, seededBytes('foreign'));
      await expect(open({ directory })).rejects.toThrow('identity.db does not belong to vault/salt');
      writeFileSync(join(directory, 'vault', 'salt'), salt);
      const census = await open({ directory });
      await census.countMessages(people);
      expect((await census.messagesByToken(march)).size).toBe(3);
    });

    it('to count if the list of members to ignore is lost', async () => {
      const census = await open();
      await census.vault.setIgnored(guildId, new Person(ada), true);
      await census.countMessages(people.slice(1));
      await close(census);
      const { directory } = census;
      for (const name of ['optout.db', 'optout.key']) {
        const path = join(directory, 'vault', name);
        const content = readFileSync(path);
        rmSync(path);
        await expect(open({ directory })).rejects.toThrow('Restore vault/optout.db and vault/optout.key');
        expect(existsSync(path)).toBe(false);
        writeFileSync(
          path,
          content.map((byte, at) => (name === 'optout.key' && at === 3 ? byte ^ 1 : byte)),
        );
        chmodSync(path, 0o600);
        if (name === 'optout.key') await expect(open({ directory })).rejects.toThrow('Restore vault/optout.db');
        writeFileSync(path, content);
        const back = await open({ directory });
        expect(back.vault.memberOf(guildId, new Person(ada))).toBeUndefined();
        await close(back);
      }
    });

    it('a vault that is not a directory, in plain words', async () => {
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

  describe('with another lane that is intact', () => {
    /** A directory in which both lanes have counted. */
    async function twoLanes(): Promise<string> {
      const census = await open({ lanes: 2 });
      await census.countMessages(people);
      await (await census.beside(1)).countMessages(people);
      await close(census);
      return census.directory;
    }

    it('creates the files of the lane for the owner only', async () => {
      const directory = await twoLanes();
      for (const name of ['salt-1', 'identity-1.db']) {
        const path = join(directory, 'vault', name);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        chmodSync(path, 0o640);
        await expect(open({ directory })).rejects.toThrow(`chmod 600 ${path}`);
        chmodSync(path, 0o600);
      }
    });

    it('refuses people of another salt, a salt of an earlier month and a damaged file, and names them', async () => {
      const directory = await twoLanes();
      const census = await open({ directory });
      const salt = new SaltFile(join(directory, 'vault', 'salt-1'));
      const kept = readFileSync(join(directory, 'vault', 'salt-1'));
      await salt.draw(march, seededBytes('foreign'));
      await expect(census.beside(1)).rejects.toThrow('vault/identity-1.db does not belong to vault/salt-1');
      await salt.draw(march - 1, seededBytes('old'));
      await expect(census.beside(1)).rejects.toThrow('of February 2026 and the database of March 2026');
      writeFileSync(join(directory, 'vault', 'salt-1'), kept);
      const path = join(directory, 'vault', 'identity-1.db');
      const whole = readFileSync(path);
      writeFileSync(path, Buffer.from(whole).fill(0xee, 0, 4));
      await expect(census.beside(1)).rejects.toThrow('vault/identity-1.db is damaged');
      writeFileSync(path, whole);

      const other = await census.beside(1);
      for (const lane of [census, other]) {
        await lane.countMessages(people);
        expect([...(await lane.messagesByToken(march)).values()]).toEqual([2, 2, 2]);
      }
    });
  });
});
