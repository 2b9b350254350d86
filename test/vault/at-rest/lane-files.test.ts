import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { laneFiles, lanesInVault } from '../../../src/vault/at-rest/lane-files.ts';

it('the files of the first lane have no number, those of other lanes do', () => {
  expect(laneFiles('vault', 0)).toEqual({ salt: join('vault', 'salt'), identities: join('vault', 'identity.db') });
  expect(laneFiles('vault', 12)).toEqual({
    salt: join('vault', 'salt-12'),
    identities: join('vault', 'identity-12.db'),
  });
});

it('finds every lane that has a file, and nothing else', () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-lane-files-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  expect(lanesInVault(join(directory, 'none'))).toEqual([]);
  const others = ['optout.db', 'optout.key', 'lock', 'salt-01', 'salt-', 'identity-3.db.old', 'my-salt-4', 'salted'];
  for (const name of others) writeFileSync(join(directory, name), '');
  expect(lanesInVault(directory)).toEqual([]);
  for (const lane of [10, 9, 2, 0]) writeFileSync(laneFiles(directory, lane).salt, '');
  for (const lane of [1, 2, 1023]) writeFileSync(laneFiles(directory, lane).identities, '');
  expect(lanesInVault(directory)).toEqual([0, 1, 2, 9, 10, 1023]);
});
