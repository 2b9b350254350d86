import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { toStoreUnavailable } from '../../../src/store/sqlite/access/store-faults.ts';

it.each([
  ['SQLITE_FULL', 'The disk is full.'],
  ['SQLITE_IOERR_SHMSIZE', 'The disk is full.'],
  ['SQLITE_IOERR', 'The disk failed'],
  ['SQLITE_IOERR_WRITE', 'The disk failed'],
  ['SQLITE_READONLY_DBMOVED', 'The database cannot be written to.'],
  ['SQLITE_CANTOPEN_ISDIR', 'The database cannot be opened.'],
])('%s is said in words: %s', (code, sentence) => {
  const fault = toStoreUnavailable(new Database.SqliteError('disk I/O error', code));
  expect(fault).toBeInstanceOf(StoreUnavailable);
  expect(String(fault)).toContain(sentence);
});

it('a bug stays what it is', () => {
  const bugs = [new Database.SqliteError('no such table', 'SQLITE_ERROR'), new TypeError('not a function'), null];
  for (const bug of bugs) expect(toStoreUnavailable(bug)).toBe(bug);
});
