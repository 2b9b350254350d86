import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../src/core/person.ts';
import { expectAllOf, expectNothingOf, expectSealed, liveThroughMarch, userIds } from '../../months/a-lived-month.ts';
import { ACensus, guildId, march } from '../a-census.ts';
import { hashOfPerson, ResidueScan, windowsOf } from '../residue.ts';

const folder = mkdtempSync(join(tmpdir(), 'census-disk-'));
const image = join(folder, 'image');
const mountPoint = join(folder, 'mounted');
const megabytes = 48;

/** Why no disk can be made here; null where it can. */
const obstacle = whyNoDisk();
if (obstacle !== null) console.warn(`The raw disk is not looked at: ${obstacle}`);

describe.skipIf(obstacle !== null)(`on a raw ext4 disk${obstacle === null ? '' : ` (${obstacle})`}`, () => {
  let census: ACensus;

  beforeAll(() => makeDisk());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('a month is lived, with a restart in it, and leaves nothing when it was closed', { timeout: 60_000 }, async () => {
    await onDisk(async (directory) => {
      census = await ACensus.open({ directory });
      const lived = await liveThroughMarch(census);
      census = await census.restart();
      writeFileSync(join(mountPoint, 'another'), Buffer.alloc(100_000)); // Whose blocks the next journal cannot have.
      run('sync', '--file-system', mountPoint);
      expectAllOf(lived.scan.inFile(image));
      await census.rotateTo(march + 1);
      await expectSealed(census, lived);
      await census.close();
      return () => expectNothingOf(lived.scan.inFile(image));
    });
  });

  it('the month of one lane is closed, and leaves nothing; all of the other is there', {
    timeout: 60_000,
  }, async () => {
    await onDisk(async (directory) => {
      census = await ACensus.open({ directory, lanes: 2 });
      const other = await liveThroughMarch(await census.beside(1));
      const lived = await liveThroughMarch(census);
      census = await census.restart();
      writeFileSync(join(mountPoint, 'another'), Buffer.alloc(100_000));
      run('sync', '--file-system', mountPoint);
      for (const { scan } of [lived, other]) expectAllOf(scan.inFile(image));
      await census.rotateTo(march + 1);
      await expectSealed(census, lived);
      await census.close();
      return () => {
        expectNothingOf(lived.scan.inFile(image));
        expectAllOf(other.scan.inFile(image));
      };
    });
  });

  it('somebody is erased, and leaves nothing; the others are still there', { timeout: 60_000 }, async () => {
    await onDisk(async (directory) => {
      census = await ACensus.open({ directory });
      await liveThroughMarch(census);
      const [id = '', ...others] = userIds;
      const scan = new ResidueScan({
        erased: windowsOf(hashOfPerson(directory, guildId, id)),
        others: others.flatMap((other) => windowsOf(hashOfPerson(directory, guildId, other))),
      });
      run('sync', '--file-system', mountPoint);
      expect(scan.inFile(image)).toEqual({ erased: 9, others: others.length * 9 });
      await census.store.eraseMember(guildId, census.numberOf(id), null);
      await census.vault.erase(guildId, new Person(id), false);
      await census.close();
      return () => expect(scan.inFile(image)).toEqual({ erased: 0, others: others.length * 9 });
    });
  });

  /** Lives on a new disk; what `live` gives is done when the disk is not mounted any more. */
  async function onDisk(live: (directory: string) => Promise<() => void>): Promise<void> {
    makeDisk();
    run('mount', '-o', 'loop', image, mountPoint);
    let look: () => void;
    try {
      const directory = join(mountPoint, 'data');
      mkdirSync(directory);
      look = await live(directory).catch(async (error: unknown) => {
        await census.close();
        throw error;
      });
    } finally {
      run('umount', mountPoint);
    }
    look();
  }
});

function whyNoDisk(): string | null {
  if (process.platform !== 'linux') return 'there are loop devices on Linux only';
  if (process.getuid?.() !== 0) return 'only root can mount';
  try {
    makeDisk();
    run('mount', '-o', 'loop', image, mountPoint);
    run('umount', mountPoint);
    return null;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return 'mkfs.ext4, mount and a free loop device are needed';
  }
}

/** A new file of zeros with an empty file system. */
function makeDisk(): void {
  mkdirSync(mountPoint, { recursive: true });
  rmSync(image, { force: true });
  writeFileSync(image, '');
  truncateSync(image, megabytes * 2 ** 20);
  run('mkfs.ext4', '-q', '-F', image);
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}
