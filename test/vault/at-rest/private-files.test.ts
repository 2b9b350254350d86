import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VaultRefused } from '../../../src/core/errors.ts';
import { preparePrivateDirectory } from '../../../src/vault/at-rest/private-files.ts';

describe('the directory of the vault', () => {
  let root: string;
  let directory: string;
  let ownerId: number;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'census-private-'));
    directory = join(root, 'vault');
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(join(directory, 'salt'), '', { mode: 0o600 });
    ownerId = statSync(directory).uid;
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is accepted if it and its files belong to the user that Census runs as', () => {
    preparePrivateDirectory(directory, ownerId);
  });

  it('is refused if it belongs to another user, whatever its mode, with the command that corrects it', () => {
    const other = ownerId + 1;
    expect(() => preparePrivateDirectory(directory, other)).toThrow(VaultRefused);
    expect(() => preparePrivateDirectory(directory, other)).toThrow(`Run: chown -R ${other} ${directory}`);
  });

  it.each([
    ['a directory', (path: string) => mkdirSync(path, { mode: 0o700 })],
    ['a link', (path: string) => symlinkSync(join(root, 'elsewhere'), path)],
  ])('is refused if it contains %s in place of a file', (_what, make) => {
    const path = join(directory, 'identity.db');
    make(path);
    expect(() => preparePrivateDirectory(directory, ownerId)).toThrow(`${path} is not a file. Move it away.`);
  });

  it('is accepted with any owner if the system has no user ids', () => {
    preparePrivateDirectory(directory, undefined);
  });

  it.each([
    ['', 0o750, '700'],
    ['salt', 0o640, '600'],
    ['salt', 0o604, '600'],
  ])('is refused if others can read %j in it (mode %o)', (name, mode, mended) => {
    const path = join(directory, name);
    chmodSync(path, mode);
    expect(() => preparePrivateDirectory(directory, ownerId)).toThrow(`chmod ${mended} ${path}`.replace(/\/$/, ''));
  });
});
