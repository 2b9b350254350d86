import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdentityMap } from '../../src/vault/identity-map.ts';
import { identityParts, partOf } from '../../src/vault/identity-part.ts';
import { openVaultDatabase } from '../../src/vault/vault-database.ts';
import { wipeDatabase } from '../../src/vault/wipe-database.ts';
import { ResidueScan, windowsOf } from './residue.ts';
import { seededRandom } from './seeded-random.ts';

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
      visits: [],
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

  it('leaves no copy in pages that were split when somebody is erased', { timeout: 30_000 }, () => {
    const random = seededRandom('copies');
    const hashes = Array.from({ length: 6000 }, () => Buffer.from(random(16)));
    for (let first = 0; first < hashes.length; first += 20) {
      const some = hashes.slice(first, first + 20);
      map.commit({
        batch: first + 1,
        members: [],
        identities: some.map((of, index) => ({ hash: of, number: first + index })),
        memberships: some.map((of) => ({ hash: of, joinedAtMs: 1_774_999_000_000, partedAtMs: null })),
        visits: some.map((of) => ({ hash: of, mark: 'device' })),
      });
    }
    map.close();
    const gone = hashes.filter((_, index) => index % 3 > 0);
    const plain = openVaultDatabase(path);
    for (const table of ['identity', 'membership', 'visit']) {
      plain.transaction(() => {
        for (const of of gone) {
          plain.prepare<object>(`delete from ${table}_${partOf(of)} where hash = :hash`).run({ hash: of });
        }
      })();
    }
    plain.close();
    map = new IdentityMap(path);
    const scan = new ResidueScan({ hashes: gone.flatMap(windowsOf) });
    expect(scan.inFolder(directory).hashes, 'deleting alone leaves copies').toBeGreaterThan(0);
    for (let part = 0; part < identityParts; part += 1) map.erase(hash(part), null);
    expect(scan.inFolder(directory)).toEqual({ hashes: 0 });
    expect(map.numberOf(hashes[0] ?? hash(1))).toBe(0);
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
