import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database as Connection } from 'better-sqlite3';
import { StoreUnavailable } from '../../../core/errors.ts';

/**
 * Brings a database to the newest schema: the numbered files of `directory` that it does not have yet, each in one
 * transaction together with its number in `user_version`, so that an interrupted migration has not happened.
 *
 * No copy of the database is made before: it would keep the tokens of an open month beyond its rotation, in a file
 * that nobody remembers to scrub. Whoever wants a backup makes it, and knows where it lies.
 *
 * @throws {StoreUnavailable} when the database has another format, or is newer than the files.
 */
export function migrate(connection: Connection, directory: string): void {
  const migrations = migrationsOf(directory);
  refuseOtherFormat(connection);
  refuseNewer(connection, migrations.length);
  for (const [index, fileName] of migrations.entries()) {
    const version = index + 1;
    if (versionOf(connection) >= version) continue; // Without a lock, which another program may hold.
    connection
      .transaction(() => {
        if (versionOf(connection) >= version) return;
        connection.exec(readFileSync(join(directory, fileName), 'utf8'));
        connection.pragma(`user_version = ${version}`);
        connection.pragma(`application_id = ${formatId}`);
      })
      .immediate();
  }
}

/**
 * For who may only read: the schema must be the newest already.
 *
 * @throws {StoreUnavailable} when it is older or newer, or has another format.
 */
export function requireNewest(connection: Connection, directory: string): void {
  const newest = migrationsOf(directory).length;
  refuseOtherFormat(connection);
  refuseNewer(connection, newest);
  const version = versionOf(connection);
  if (version === newest) return;
  throw new StoreUnavailable(
    `The database has version ${version} and this Census needs ${newest}. Start the bot once: it brings it up to date.`,
  );
}

export function versionOf(connection: Connection): number {
  return connection.pragma('user_version', { simple: true }) as number;
}

/**
 * The versions of an earlier format have the same numbers and mean other tables. A database that is empty has none.
 *
 * @throws {StoreUnavailable} when the database has another format. `name` is what the person calls it.
 */
export function refuseOtherFormat(connection: Connection, name = connection.name): void {
  if (versionOf(connection) === 0) return;
  if (connection.pragma('application_id', { simple: true }) === formatId) return;
  throw new StoreUnavailable(
    `The database ${name} was written by an earlier version of Census, and this version cannot read it. ` +
      'Use an empty DATA_DIR, or go on with the version that wrote it.',
  );
}

/** Stands in the header of every database of this format: `CENS`. */
const formatId = 0x43454e53;

/** @throws {StoreUnavailable} when the database is newer than the newest migration. */
export function refuseNewer(connection: Connection, newest: number): void {
  const version = versionOf(connection);
  if (version <= newest) return;
  throw new StoreUnavailable(
    `The database has version ${version}, and this Census knows versions up to ${newest}. ` +
      'Install the newer Census that wrote it, or restore a backup from before.',
  );
}

/** The version that the newest migration makes. */
export function newestVersion(directory: string): number {
  return migrationsOf(directory).length;
}

/** The names of the migrations in order, each with the number of its place: 0001, 0002, and so on without a hole. */
function migrationsOf(directory: string): string[] {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  for (const [index, name] of names.entries()) {
    const expected = String(index + 1).padStart(4, '0');
    if (!name.startsWith(`${expected}-`)) throw new Error(`expected migration ${expected}, found ${name}`);
  }
  return names;
}
