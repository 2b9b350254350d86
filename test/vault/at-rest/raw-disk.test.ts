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

/** Why no disk can be created here; null if it can. */
const obstacle = whyNoDisk();
if (obstacle !== null) console.warn(`The raw disk is not looked at: ${obstacle}`);

describe.skipIf(obstacle !== null)(`on a raw ext4 disk${obstacle === null ? '' : ` (${obstacle})`}`, () => {
  let census: ACensus;

  beforeAll(() => makeDisk());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('a month with a restart leaves nothing after it is closed', { timeout: 60_000 }, async () => {
    await onDisk(async (directory) => {
      census = await ACensus.open({ directory });
      const lived = await liveThroughMarch(census);
      census = await census.restart();
      writeFileSync(join(mountPoint, 'another'), Buffer.alloc(100_000)); // Keeps its blocks from the next journal.
      run('sync', '--file-system', mountPoint);
      expectAllOf(lived.scan.inFile(image));
      await census.rotateTo(march + 1);
      await expectSealed(census, lived);
      await census.close();
      return () => expectNothingOf(lived.scan.inFile(image));
    });
  });

  it('the closed month of one lane leaves nothing, and the other lane keeps everything', {
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

  it('an erased person leaves nothing, and the others are still there', { timeout: 60_000 }, async () => {
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

  /** Runs `live` on a new disk, and what it returns after the disk is unmounted. */
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
