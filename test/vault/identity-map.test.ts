import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/store/store.ts';
import { IdentityMap, type PassedOver } from '../../src/vault/identity-map.ts';
import { VaultRefused } from '../../src/vault/vault-refused.ts';
import { wipeFile } from '../../src/vault/wipe-file.ts';
import { refuseSync, watchSyncs } from './disk-syncs.ts';
import { newerFormat } from './newer-format.ts';
import { ResidueScan, windowsOf } from './residue.ts';
import { seededRandom } from './seeded-random.ts';

const header = { month: 24_314, keyCheck: Buffer.alloc(16, 0xcc) };
const headerBytes = 64;
const recordBytes = 32;

describe('the identity map', () => {
  let directory: string;
  let path: string;
  let map: IdentityMap;
  const hash = (byte: number) => Buffer.alloc(16, byte);
  const none = { membership: hash(0), passedOver: null };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-map-'));
    path = join(directory, 'identity.db');
    map = await IdentityMap.open(path, header, 0);
  });
  afterEach(async () => {
    await map.close().catch(() => {}); // Some tests have closed it.
    rmSync(directory, { recursive: true });
  });

  /** As the vault does for a batch. */
  async function commit(batch: number, ...numbers: number[]): Promise<void> {
    for (const number of numbers) map.addIdentity(hash(number), number);
    await map.commit(map.takeRecords(batch));
  }

  async function reopen(lastBatch: number): Promise<void> {
    await map.close();
    map = await IdentityMap.open(path, header, lastBatch);
  }

  it('knows who was added at once, and again after a restart', async () => {
    map.addIdentity(hash(7), 7);
    expect(map.numberOf(hash(7))).toBe(7);
    await map.commit(map.takeRecords(1));
    await reopen(1);
    expect([map.numberOf(hash(7)), map.numberOf(hash(8)), map.size]).toEqual([7, undefined, 1]);
  });

  it('forgets the batches after one, and takes others in their place', async () => {
    for (const batch of [1, 2, 3]) await commit(batch, batch);
    await reopen(1);
    expect([1, 2, 3].map((number) => map.numberOf(hash(number)))).toEqual([1, undefined, undefined]);
    await commit(2, 9);
    await reopen(2);
    expect([1, 2, 3, 9].map((number) => map.numberOf(hash(number)))).toEqual([1, undefined, undefined, 9]);
  });

  it('takes all of a commit or nothing, wherever a crash has cut it', async () => {
    await commit(1, 1, 2);
    const whole = readFileSync(path).length;
    await commit(2, 3, 4);
    await map.close();
    const committed = readFileSync(path);
    for (let length = whole; length <= committed.length; length += 1) {
      writeFileSync(path, committed);
      truncateSync(path, length);
      map = await IdentityMap.open(path, header, 1);
      expect([1, 2, 3, 4].map((number) => map.numberOf(hash(number)))).toEqual([1, 2, undefined, undefined]);
      await map.close();
    }
  });

  it('is made again after a crash while it was made', async () => {
    await map.close();
    for (const length of [0, 1, 20, headerBytes - 1]) {
      truncateSync(path, length);
      map = await IdentityMap.open(path, header, 0);
      await map.close();
      expect(statSync(path).size).toBe(headerBytes);
    }
  });

  it('is refused with a damaged record among those that were committed', async () => {
    await commit(1, 1, 2, 3);
    await map.close();
    const whole = readFileSync(path);
    for (let at = headerBytes; at < headerBytes + 2 * recordBytes; at += 1) {
      writeFileSync(
        path,
        whole.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      );
      await expect(IdentityMap.open(path, header, 1)).rejects.toBeInstanceOf(StoreUnavailable);
    }
  });

  it('is refused with another salt or month, and in a format that a newer Census has written', async () => {
    await map.close();
    for (const other of [
      { ...header, month: 24_315 },
      { ...header, keyCheck: hash(1) },
    ]) {
      await expect(IdentityMap.open(path, other, 0)).rejects.toThrow('identity.db does not belong to vault/salt');
    }
    writeFileSync(path, newerFormat(readFileSync(path)));
    await expect(IdentityMap.open(path, header, 0)).rejects.toThrow(VaultRefused);
    await expect(IdentityMap.open(path, header, 0)).rejects.toThrow('install the newer Census that wrote it');
  });

  it('keeps 20,000 people of one batch', async () => {
    const random = seededRandom('many');
    const hashes = Array.from({ length: 20_000 }, () => Buffer.from(random(16)));
    for (const [number, of] of hashes.entries()) map.addIdentity(of, number);
    await map.commit(map.takeRecords(1));
    await reopen(1);
    expect(hashes.map((of) => map.numberOf(of))).toEqual(hashes.map((_, number) => number));
  });

  it('lets the event loop turn while it writes and reads 20,000 people, and finds one of them to be erased', async () => {
    const random = seededRandom('turns');
    const hashes = Array.from({ length: 20_000 }, () => Buffer.from(random(16)));
    for (const [number, of] of hashes.entries()) map.addIdentity(of, number);
    const records = map.takeRecords(1);
    expect(await turnsDuring(map.commit(records))).toBeGreaterThan(8);
    expect(await turnsDuring(reopen(1))).toBeGreaterThan(8);
    const [identity = hash(1)] = hashes;
    expect(await turnsDuring(map.erase({ ...none, identity }, null))).toBeGreaterThan(1);
  });

  it('leaves nothing of who is erased, and all of the others', async () => {
    const random = seededRandom('copies');
    const hashes = Array.from({ length: 3000 }, () => Buffer.from(random(16)));
    for (let first = 0; first < hashes.length; first += 20) {
      hashes.slice(first, first + 20).forEach((of, index) => void map.addIdentity(of, first + index));
      await map.commit(map.takeRecords(first + 1));
    }
    const gone = hashes.filter((_, index) => index % 100 === 0);
    const others = hashes.filter((_, index) => index % 100 > 0);
    const scan = new ResidueScan({ gone: gone.flatMap(windowsOf), others: others.flatMap(windowsOf) });
    expect(scan.inFolder(directory)).toEqual({ gone: gone.length * 9, others: others.length * 9 });
    for (const identity of gone) await map.erase({ ...none, identity }, null);
    expect(scan.inFolder(directory)).toEqual({ gone: 0, others: others.length * 9 });
    await reopen(hashes.length);
    expect(map.size).toBe(others.length);
  });

  it('passes over who is erased while those before them in the guild are forgotten', async () => {
    const [ada, ben] = [1, 2].map((byte) => ({ hash: hash(byte), guild: 7 })) as [PassedOver, PassedOver];
    await map.erase({ ...none, identity: hash(3) }, ada);
    const forgotten = map.forgetErasures(7);
    const erased = map.erase({ ...none, identity: hash(4) }, ben);
    await Promise.all([forgotten, erased]);
    expect([ada, ben].map((passed) => map.isErased(passed.hash))).toEqual([false, true]);
    await reopen(0);
    expect([ada, ben].map((passed) => map.isErased(passed.hash))).toEqual([false, true]);
  });

  it('waits for the disk again when an erasure is repeated that the disk refused', async () => {
    await commit(1, 7);
    await refuseSync(path, 1);
    await expect(map.erase({ ...none, identity: hash(7) }, null)).rejects.toThrow('i/o error');
    const syncs = await watchSyncs(path);
    await map.erase({ ...none, identity: hash(7) }, null);
    expect(syncs).toHaveBeenCalled();
    syncs.mockRestore();
  });

  it('leaves no file when it is wiped, and had only zeros in it before', async () => {
    await commit(1, 7);
    await map.close();
    expect(readdirSync(directory)).toEqual(['identity.db']);
    const steps: string[] = [];
    await wipeFile(path, (step) => {
      steps.push(step);
      if (step === 'overwritten') expect(readFileSync(path).every((byte) => byte === 0)).toBe(true);
    });
    expect([steps, readdirSync(directory)]).toEqual([['overwritten', 'removed'], []]);
    await wipeFile(path);
  });
});

/** How often the event loop turns until something is done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work;
  isDone = true;
  return turns;
}
