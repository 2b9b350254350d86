import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { pathFault } from '../../src/core/path-fault.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'census-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('what the system refuses at a path', () => {
  it.each([
    ['a file that is not there', 'nosuch', readFileSync, 'there is no such file or folder (ENOENT)'],
    ['a folder', '.', readFileSync, 'expected a file, and this is a folder (EISDIR)'],
    [
      'a file within a file',
      'file/x',
      readFileSync,
      'a part of the path is a file, where a folder was expected (ENOTDIR)',
    ],
    ['a file as a folder', 'file', readdirSync, 'a part of the path is a file, where a folder was expected (ENOTDIR)'],
    ['a file that is there', 'file', (path: string) => openSync(path, 'wx'), 'it exists already (EEXIST)'],
    ['a name of a thousand letters', 'x'.repeat(1000), readFileSync, 'the name is too long (ENAMETOOLONG)'],
  ])('of %s is told in one sentence that names it', (_what, name, read, sentence) => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, name);
    const told = pathFault(
      errorOf(() => read(path)),
      path,
    );
    expect(told).toEqual(new UserError(`${path}: ${sentence}.`));
  });

  it.each(['EACCES', 'EPERM'])('of %s says whose fault it is', (code) => {
    const refused = Object.assign(new Error('no'), { code, path: '/data' });
    expect(pathFault(refused)).toEqual(
      new UserError(`/data: this user may not read or write it; change its owner or mode (${code}).`),
    );
  });

  it.skipIf(!existsSync('/dev/full'))(
    'of a full disk names the path that the caller knows, or says so without one',
    () => {
      const refused = errorOf(() => writeSync(openSync('/dev/full', 'w'), 'x'));
      const sentence = 'the disk is full; free some space, then try again (ENOSPC).';
      expect(pathFault(refused, 'a.csv')).toEqual(new UserError(`a.csv: ${sentence}`));
      expect(pathFault(refused)).toEqual(new UserError(`A file could not be read or written: ${sentence}`));
    },
  );

  it.each([
    new TypeError('a bug'),
    Object.assign(new Error('net'), { code: 'ECONNREFUSED' }),
    new UserError('told'),
    7,
  ])('is nothing else: %s stays as it is', (error) => {
    expect(pathFault(error, 'a.csv')).toBe(error);
  });
});
