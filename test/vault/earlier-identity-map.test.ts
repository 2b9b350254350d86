import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { IdentityMap } from '../../src/vault/identity-map.ts';
import { openVaultDatabase } from '../../src/vault/vault-database.ts';

it('a map of an earlier build, in two whole tables, is taken over once', () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-earlier-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'identity.db');
  const hash = (byte: number) => Buffer.alloc(16, byte);
  const earlier = openVaultDatabase(path);
  earlier.exec(`
    create table identity (hash blob not null primary key, number integer not null, batch integer not null)
      strict, without rowid;
    create table membership (
      hash blob not null, batch integer not null, joined_at_ms integer, parted_at_ms integer, primary key (hash, batch)
    ) strict, without rowid;`);
  const putIdentity = earlier.prepare('insert into identity (hash, number, batch) values (?, ?, ?)');
  const putMembership = earlier.prepare(
    'insert into membership (hash, batch, joined_at_ms, parted_at_ms) values (?, ?, ?, ?)',
  );
  for (const byte of [3, 19, 40]) putIdentity.run(hash(byte), byte * 100, byte);
  putMembership.run(hash(3), 1, 1000, null);
  putMembership.run(hash(3), 2, 1000, 2000);
  earlier.close();

  for (const _time of ['taken over', 'opened again']) {
    const map = new IdentityMap(path);
    expect([3, 19, 40, 41].map((byte) => map.numberOf(hash(byte)))).toEqual([300, 1900, 4000, undefined]);
    expect(map.membershipOf(hash(3))).toMatchObject({ joinedAtMs: 1000, partedAtMs: 2000 });
    expect(map.size).toBe(3);
    map.close();
  }
  const map = new IdentityMap(path);
  map.forgetAfter(19);
  expect([3, 40].map((byte) => map.numberOf(hash(byte)))).toEqual([300, undefined]);
  map.close();
});
