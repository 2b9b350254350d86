import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable, VaultRefused } from '../../../src/core/errors.ts';
import type { PeopleKey, PersonErasure, PersonRecord } from '../../../src/store/people-store.ts';
import { PeopleFile } from '../../../src/vault/at-rest/people-file.ts';
import { bareMembership } from '../../../src/vault/memberships/known-memberships.ts';
import { seededBytes } from '../../seeded-bytes.ts';
import { ResidueScan, windowsOf } from '../residue.ts';
import { turnsDuring } from '../turns-during.ts';
import { refuseSync, watchSyncs } from './disk-syncs.ts';
import { newerFormat } from './newer-format.ts';

const key: PeopleKey = { month: 24_314, keyCheck: Buffer.alloc(16, 0xcc) };
const headerBytes = 64;
const recordBytes = 32;

describe('the file of the people', () => {
  let directory: string;
  let path: string;
  let file: PeopleFile;
  const hash = (byte: number) => Buffer.alloc(16, byte);
  const none: PersonErasure = { identity: hash(0), membership: hash(0), bare: bareMembership, passedOver: null };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-people-'));
    path = join(directory, 'identity.db');
    file = new PeopleFile(path);
    await read(0);
  });
  afterEach(async () => {
    await file.close();
    rmSync(directory, { recursive: true });
  });

  /** All records after a start. `lastBatch` is the last batch in the store. */
  async function read(lastBatch: number, by = key): Promise<PersonRecord[]> {
    const records: PersonRecord[] = [];
    await file.read(by, lastBatch, (record) => records.push({ ...record, hash: Buffer.from(record.hash) }));
    return records;
  }

  async function numbers(lastBatch: number): Promise<number[]> {
    return (await read(lastBatch)).map(({ value }) => value);
  }

  function identity(batch: number, value: number, of = hash(value)): PersonRecord {
    return { kind: 'identity', batch, value, hash: of };
  }

  function add(...records: PersonRecord[]): Promise<void> {
    return file.add({ month: key.month, records });
  }

  /** Adds records as the vault does with a batch. */
  function commit(batch: number, ...values: number[]): Promise<void> {
    return add(...values.map((value) => identity(batch, value)));
  }

  it('returns records of every kind after a restart, in order', async () => {
    const records: PersonRecord[] = [
      identity(1, 7),
      { kind: 'membership', batch: 1, value: 4 * 1_772_000_000_123 + 3, hash: hash(1) },
      { kind: 'break', batch: 2, value: 2 ** 48 - 1, hash: hash(0) },
      { kind: 'membership', batch: 2, value: 2, hash: hash(1) },
      { kind: 'mark', batch: 2, value: 0, hash: hash(2) },
    ];
    await add(...records.slice(0, 2));
    await add(...records.slice(2));
    expect(await read(2)).toEqual(records);
    await file.close();
    file = new PeopleFile(path);
    expect(await read(2)).toEqual(records);
  });

  it('deletes batches that the store does not have, and accepts others in their place', async () => {
    for (const batch of [1, 2, 3]) await commit(batch, batch);
    expect(await numbers(1)).toEqual([1]);
    await commit(2, 9);
    expect(await numbers(2)).toEqual([1, 9]);
  });

  it('keeps all of a commit or nothing, wherever a crash has cut it', async () => {
    await commit(1, 1, 2);
    const whole = readFileSync(path).length;
    await commit(2, 3, 4);
    await file.close();
    const committed = readFileSync(path);
    for (let length = whole; length <= committed.length; length += 1) {
      writeFileSync(path, committed);
      truncateSync(path, length);
      expect(await numbers(1)).toEqual([1, 2]);
    }
  });

  it('is created again after a crash during creation', async () => {
    await file.close();
    for (const length of [0, 1, 20, headerBytes - 1]) {
      truncateSync(path, length);
      expect(await read(0)).toEqual([]);
      await file.close();
      expect(statSync(path).size).toBe(headerBytes);
    }
  });

  it('is refused if a committed record is damaged', async () => {
    await commit(1, 1, 2, 3);
    await file.close();
    const whole = readFileSync(path);
    for (let at = headerBytes; at < headerBytes + 2 * recordBytes; at += 1) {
      writeFileSync(
        path,
        whole.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      );
      await expect(read(1)).rejects.toBeInstanceOf(StoreUnavailable);
    }
  });

  it.each([
    ['identity.db', 'vault/identity.db does not belong to vault/salt:'],
    ['identity-12.db', 'vault/identity-12.db does not belong to vault/salt-12:'],
  ])('%s is refused with another salt or month', async (name, sentence) => {
    await file.close();
    file = new PeopleFile(join(directory, name));
    await read(0);
    for (const other of [
      { ...key, month: 24_315 },
      { ...key, keyCheck: hash(1) },
    ]) {
      await expect(read(0, other)).rejects.toThrow(VaultRefused);
      await expect(read(0, other)).rejects.toThrow(sentence);
    }
    expect(await read(0)).toEqual([]);
  });

  it('is refused in the format of a newer Census', async () => {
    await file.close();
    writeFileSync(path, newerFormat(readFileSync(path)));
    await expect(read(0)).rejects.toThrow(VaultRefused);
    await expect(read(0)).rejects.toThrow('install the Census that wrote it');
  });

  it('accepts nothing before it is read, or if reading has failed', async () => {
    await file.close();
    await expect(commit(1, 7)).rejects.toThrow('must be read first');
    await expect(read(0, { ...key, month: 24_315 })).rejects.toThrow();
    for (const work of [commit(1, 7), file.erase(none), file.forgetErasures(7)]) {
      await expect(work).rejects.toThrow('must be read first');
    }
  });

  it('accepts nothing of another month', async () => {
    const late = file.add({ month: key.month - 1, records: [identity(1, 7)] });
    await expect(late).rejects.toThrow('belong to a sealed month');
    expect(await read(1)).toEqual([]);
  });

  it('keeps 20,000 people of one batch', async () => {
    const random = seededBytes('many');
    const records = Array.from({ length: 20_000 }, (_, number) => identity(1, number, Buffer.from(random(16))));
    await add(...records);
    const told = (list: readonly PersonRecord[]) => list.map(({ value, hash }) => `${value} ${hash.toString('hex')}`);
    expect(told(await read(1))).toEqual(told(records));
  });

  it('lets the event loop turn while it writes and reads 20,000 people, and finds one of them to erase', async () => {
    const random = seededBytes('turns');
    const records = Array.from({ length: 20_000 }, (_, number) => identity(1, number, Buffer.from(random(16))));
    expect(await turnsDuring(add(...records))).toBeGreaterThan(8);
    expect(await turnsDuring(read(1))).toBeGreaterThan(8);
    expect(await turnsDuring(file.erase({ ...none, identity: records[0]?.hash ?? hash(1) }))).toBeGreaterThan(1);
  });

  it('leaves nothing of an erased person, and all of the others', async () => {
    const random = seededBytes('copies');
    const records = Array.from({ length: 3000 }, (_, number) => identity(number + 1, number, Buffer.from(random(16))));
    for (let first = 0; first < records.length; first += 20) await add(...records.slice(first, first + 20));
    const gone = records.filter((_, index) => index % 100 === 0).map(({ hash }) => hash);
    const others = records.filter((_, index) => index % 100 > 0);
    const scan = new ResidueScan({
      gone: gone.flatMap(windowsOf),
      others: others.flatMap((record) => windowsOf(record.hash)),
    });
    expect(scan.inFolder(directory)).toEqual({ gone: gone.length * 9, others: others.length * 9 });
    for (const identity of gone) await file.erase({ ...none, identity });
    expect(scan.inFolder(directory)).toEqual({ gone: 0, others: others.length * 9 });
    expect(await read(records.length)).toEqual(others);
  });

  it('keeps of an erased person only the membership, with its batches', async () => {
    const instant = 4 * 1_772_000_000_123;
    const membership = { kind: 'membership', hash: hash(2) } as const;
    await add(
      identity(1, 7),
      { ...membership, batch: 1, value: instant + 3 },
      { kind: 'mark', batch: 1, value: 0, hash: hash(3) },
    );
    await add({ ...membership, batch: 2, value: instant + 2 });
    await file.erase({ ...none, identity: hash(7), membership: membership.hash });
    expect(await read(2)).toEqual([
      { ...membership, batch: 1, value: 3 },
      { kind: 'mark', batch: 1, value: 0, hash: hash(3) },
      { ...membership, batch: 2, value: 2 },
    ]);
    expect(await read(1), 'a crash takes back the second').toHaveLength(2);
  });

  it('still skips a person who is erased while earlier erasures of the guild are forgotten', async () => {
    const [ada, ben] = [1, 2].map((byte) => ({ hash: hash(byte), guild: 7 }));
    await file.erase({ ...none, identity: hash(3), passedOver: ada ?? null });
    const forgotten = file.forgetErasures(7);
    const erased = file.erase({ ...none, identity: hash(4), passedOver: ben ?? null });
    await Promise.all([forgotten, erased]);
    expect(await read(0)).toEqual([{ kind: 'erasure', batch: 0, value: 7, hash: ben?.hash }]);
  });

  it('forgets whose messages to skip in one guild only', async () => {
    const passedOver = [1, 2].map((byte) => ({ hash: hash(byte), guild: byte }));
    for (const of of passedOver) await file.erase({ ...none, passedOver: of });
    await file.forgetErasures(1);
    expect(await numbers(0)).toEqual([2]);
  });

  it('syncs again when a refused erasure is repeated', async () => {
    await commit(1, 7);
    await refuseSync(path, 1);
    await expect(file.erase({ ...none, identity: hash(7) })).rejects.toThrow('i/o error');
    const syncs = await watchSyncs(path);
    await file.erase({ ...none, identity: hash(7) });
    expect(syncs).toHaveBeenCalled();
    syncs.mockRestore();
  });

  it('accepts a refused batch again, and keeps it once', async () => {
    await commit(1, 1);
    await refuseSync(path, 1);
    await expect(commit(2, 2)).rejects.toThrow('i/o error');
    await commit(2, 2);
    expect(await numbers(2)).toEqual([1, 2]);
  });

  it('is overwritten with zeros and removed when all are forgotten, which may be repeated', async () => {
    await commit(1, 7);
    expect(readdirSync(directory)).toEqual(['identity.db']);
    const steps: string[] = [];
    await file.close();
    file = new PeopleFile(path, (step) => {
      steps.push(step);
      if (step === 'overwritten') expect(readFileSync(path).every((byte) => byte === 0)).toBe(true);
    });
    expect(await numbers(1)).toEqual([7]);
    await file.forget();
    expect([steps, readdirSync(directory)]).toEqual([['overwritten', 'removed'], []]);
    await file.forget();
    expect(steps).toHaveLength(2);
    await expect(commit(2, 8)).rejects.toThrow('must be read first');
  });

  it('starts again for the next month when all are forgotten', async () => {
    await commit(1, 7);
    await file.forget();
    const next = { month: key.month + 1, keyCheck: hash(0xdd) };
    expect(await read(1, next)).toEqual([]);
    await file.add({ month: next.month, records: [identity(2, 8)] });
    expect(await read(2, next)).toEqual([identity(2, 8)]);
  });

  it('is forgotten only after pending writes', async () => {
    const [written, forgotten] = [commit(1, 7), file.forget()];
    await Promise.all([written, forgotten]);
    expect(readdirSync(directory)).toEqual([]);
  });
});
