import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdentityMap } from '../../src/vault/identity-map.ts';
import { wipeDatabase } from '../../src/vault/wipe-database.ts';

describe('the identity map', () => {
  let directory: string;
  let path: string;
  let map: IdentityMap;
  const hash = (byte: number) => Buffer.alloc(16, byte);
  const identities = (batch: number, ...numbers: number[]) => {
    return {
      batch,
      members: [],
      identities: numbers.map((number) => ({ hash: hash(number), number })),
      memberships: [],
    };
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-map-'));
    path = join(directory, 'identity.db');
    map = new IdentityMap(path);
  });
  afterEach(() => {
    map.close();
    rmSync(directory, { recursive: true });
  });

  it('takes all of a commit or nothing, and the same once more', () => {
    const [good] = identities(1, 7).identities;
    const broken = { hash: Buffer.alloc(5), number: 8 };
    if (good === undefined) throw new Error('there is one');
    expect(() => map.commit({ ...identities(1), identities: [good, broken] })).toThrow();
    expect(map.numberOf(hash(7))).toBeUndefined();
    for (const _again of [1, 2]) map.commit(identities(1, 7));
    expect([map.numberOf(hash(7)), map.size]).toEqual([7, 1]);
  });

  it('forgets the batches after one', () => {
    for (const batch of [1, 2, 3]) map.commit(identities(batch, batch));
    map.forgetAfter(1);
    expect([1, 2, 3].map((number) => map.numberOf(hash(number)))).toEqual([1, undefined, undefined]);
  });

  it('cannot be locked or changed by another program', () => {
    const other = new Database(path, { timeout: 0 });
    expect(() => other.exec('begin exclusive')).toThrow('database is locked');
    other.close();
    map.commit(identities(1, 7));
    expect(map.numberOf(hash(7))).toBe(7);
  });

  it('leaves no file when it is wiped, and had only zeros in them before', async () => {
    map.commit(identities(1, 7));
    map.close();
    const files = readdirSync(directory).sort();
    expect(files).toEqual(['identity.db', 'identity.db-journal']);
    let overwritten = 0;
    await wipeDatabase(path, (step) => {
      if (step !== 'overwritten') return;
      const content = readFileSync(join(directory, files[overwritten] ?? ''));
      expect(content.length).toBeGreaterThan(0);
      expect(content.every((byte) => byte === 0)).toBe(true);
      overwritten += 1;
    });
    expect([overwritten, readdirSync(directory)]).toEqual([2, []]);
    await wipeDatabase(path);
  });
});
