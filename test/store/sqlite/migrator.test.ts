import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { migrate, requireNewest } from '../../../src/store/sqlite/access/migrator.ts';

let directory: string;
let database: Database.Database;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'census-migrator-'));
  database = new Database(':memory:');
  write('0001-first.sql', 'create table one (a integer);');
  write('0002-second.sql', 'create table two (a integer); insert into one values (7);');
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

it('brings a database to the newest version, each migration once', () => {
  migrate(database, directory);
  migrate(database, directory);
  expect(database.pragma('user_version', { simple: true })).toBe(2);
  expect(database.prepare('select a from one').pluck().all()).toEqual([7]);
  write('0003-third.sql', 'insert into two values (8);');
  migrate(database, directory);
  expect(database.prepare('select a from two').pluck().all()).toEqual([8]);
});

it('undoes a migration that fails, keeps those before it, and goes on when it is mended', () => {
  write('0003-third.sql', 'insert into two values (8); insert into missing values (1);');
  expect(() => migrate(database, directory)).toThrow('no such table: missing');
  expect(database.pragma('user_version', { simple: true })).toBe(2);
  expect(database.prepare('select a from two').pluck().all()).toEqual([]);
  write('0003-third.sql', 'insert into two values (9);');
  migrate(database, directory);
  expect(database.prepare('select a from two').pluck().all()).toEqual([9]);
});

it.each(['0004-fourth.sql', '0002-again.sql', '3-third.sql'])('refuses a hole or a double: %s', (name) => {
  write(name, '');
  expect(() => migrate(database, directory)).toThrow('expected migration 000');
  expect(database.pragma('user_version', { simple: true })).toBe(0);
});

it('refuses a database that is newer than the build, and says what to do', () => {
  migrate(database, directory);
  database.pragma('user_version = 5');
  for (const refuse of [migrate, requireNewest]) {
    expect(() => refuse(database, directory)).toThrow(StoreUnavailable);
    expect(() => refuse(database, directory)).toThrow(
      'The database has version 5, and this Census knows versions up to 2. Install the newer Census',
    );
  }
});

it('asks for the newest version of who may only read', () => {
  expect(() => requireNewest(database, directory)).toThrow('version 0 and this Census needs 2. Start the bot once');
  migrate(database, directory);
  requireNewest(database, directory);
});

it('leaves no copy of the database behind', () => {
  const path = join(directory, 'census.db');
  const file = new Database(path);
  file.exec('create table old (secret text)');
  migrate(file, directory);
  file.close();
  expect(readdirSync(directory).sort()).toEqual(['0001-first.sql', '0002-second.sql', 'census.db']);
});

function write(name: string, sql: string): void {
  writeFileSync(join(directory, name), sql);
}
