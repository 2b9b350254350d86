import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDataDirectory, writePid } from '../../src/app/data-directory.ts';
import { UserError } from '../../src/core/errors.ts';

/** A folder with these entries and this mode. A name that ends with a slash is a folder. */
function aFolder(names: readonly string[], mode: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'census-data-')), 'data');
  onTestFinished(() => rmSync(join(path, '..'), { recursive: true, force: true }));
  mkdirSync(path);
  for (const name of names) {
    if (name.endsWith('/')) mkdirSync(join(path, name));
    else writeFileSync(join(path, name), '');
  }
  chmodSync(path, mode);
  return path;
}

const modeOf = (path: string) => statSync(path).mode & 0o1777;

it.each([
  ['is empty', [], 0o777, 0o700],
  ['lacks permissions that its owner needs', [], 0o500, 0o700],
  ['has only Census files', ['census.db', 'census.db-wal', 'census.db-shm', 'vault/', 'pid'], 0o755, 0o700],
  ['has other files', ['census.db', 'notes.txt'], 0o755, 0o755],
  ['has other files and belongs to a group', ['notes.txt'], 0o770, 0o770],
  ['has other folders and the sticky bit', ['lost+found/'], 0o1777, 0o1777],
])('a directory that %s gets the right mode', (_what, names, before, after) => {
  const path = aFolder(names, before);
  openDataDirectory(path);
  expect(modeOf(path)).toBe(after);
});

it('a missing directory is created with its parents, for its owner only', () => {
  const path = join(aFolder([], 0o755), 'deep', 'data');
  openDataDirectory(path);
  expect(modeOf(path)).toBe(0o700);
});

it.each([
  ['any user can replace files', (path: string) => chmodSync(path, 0o777), /^DATA_DIR: .*chmod o-w/],
  [
    'there is a file',
    (path: string) => rmSync(path, { recursive: true }) ?? writeFileSync(path, ''),
    /^DATA_DIR: .*this is a file/,
  ],
])('where %s it is refused in one sentence, and nothing is changed', (_what, change, sentence) => {
  const path = aFolder(['notes.txt'], 0o755);
  change(path);
  const before = modeOf(path);
  expect(() => openDataDirectory(path)).toThrow(UserError);
  expect(() => openDataDirectory(path)).toThrow(sentence);
  expect(modeOf(path)).toBe(before);
});

it('the process id replaces an earlier one and follows no link', () => {
  const path = aFolder([], 0o700);
  const elsewhere = join(path, '..', 'elsewhere');
  writeFileSync(elsewhere, 'precious');
  symlinkSync(elsewhere, join(path, 'pid'));
  const directory = openDataDirectory(path);
  writePid(directory, 7);
  writePid(directory, 8);
  expect(readFileSync(directory.pidFile, 'utf8')).toBe('8\n');
  expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
});
