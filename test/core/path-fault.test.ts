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

describe('a system error at a path', () => {
  it.each([
    ['a file that is not there', 'nosuch', readFileSync, 'there is no such file or folder (ENOENT)'],
    ['a folder', '.', readFileSync, 'expected a file, found a folder (EISDIR)'],
    ['a file within a file', 'file/x', readFileSync, 'a part of the path is a file; expected a folder (ENOTDIR)'],
    ['a file as a folder', 'file', readdirSync, 'a part of the path is a file; expected a folder (ENOTDIR)'],
    ['a file that is there', 'file', (path: string) => openSync(path, 'wx'), 'it already exists (EEXIST)'],
    ['a name of a thousand letters', 'x'.repeat(1000), readFileSync, 'the name is too long (ENAMETOOLONG)'],
  ])('of %s becomes one sentence that names the path', (_what, name, read, sentence) => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, name);
    const fault = pathFault(
      errorOf(() => read(path)),
      path,
    );
    expect(fault).toEqual(new UserError(`${path}: ${sentence}.`));
  });

  it.each(['EACCES', 'EPERM'])('%s says what to change', (code) => {
    const refused = Object.assign(new Error('no'), { code, path: '/data' });
    expect(pathFault(refused)).toEqual(
      new UserError(`/data: this user may not read or write it; change its owner or mode (${code}).`),
    );
  });

  it.skipIf(!existsSync('/dev/full'))('of a full disk names the path of the caller, if there is one', () => {
    const refused = errorOf(() => writeSync(openSync('/dev/full', 'w'), 'x'));
    const sentence = 'the disk is full; free some space, then try again (ENOSPC).';
    expect(pathFault(refused, 'a.csv')).toEqual(new UserError(`a.csv: ${sentence}`));
    expect(pathFault(refused)).toEqual(new UserError(`A file could not be read or written: ${sentence}`));
  });

  it.each([
    new TypeError('a bug'),
    Object.assign(new Error('net'), { code: 'ECONNREFUSED' }),
    new UserError('told'),
    7,
  ])('excludes other errors: %s is returned unchanged', (error) => {
    expect(pathFault(error, 'a.csv')).toBe(error);
  });
});
