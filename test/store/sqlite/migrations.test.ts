import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OperatorError } from '../../../src/core/errors.ts';
import { checkDatabase } from '../../../src/store/sqlite/access/database-copy.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'census-migrations-'));
  path = join(directory, 'census.db');
});
afterEach(() => rmSync(directory, { recursive: true }));

it('the migrations make a database with one lane, in which nothing was counted', async () => {
  const store = openSqliteStore({ path, migrationsDirectory });
  expect(await store.lanes()).toMatchObject([{ lane: 0, batch: 0, openMonth: null, isUntouched: true }]);
  await store.close();
});

it.each([1, 12])('a database of version %i of the earlier format is refused, and says what to do', async (version) => {
  const earlier = new Database(path);
  earlier.exec('create table guild_month (id integer primary key)');
  earlier.pragma(`user_version = ${version}`);
  earlier.close();
  chmodSync(path, 0o600);
  const refusal = new RegExp(
    `${path} was written by an earlier version of Census.*Use an empty DATA_DIR, or go on with`,
  );
  const open = (isReadOnly: boolean) => () => openSqliteStore({ path, migrationsDirectory, isReadOnly });
  for (const isReadOnly of [false, true]) {
    expect(open(isReadOnly)).toThrow(OperatorError);
    expect(open(isReadOnly)).toThrow(refusal);
  }
  await expect(checkDatabase(path, path, 1)).rejects.toThrow(refusal);
});
