import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database as Connection } from 'better-sqlite3';
import { StoreUnavailable } from '../../../core/errors.ts';

/**
 * Migrates a database to the newest schema: runs the numbered files of `directory` that it does not have yet. Each runs
 * in one transaction, together with its number in `user_version`, so an interrupted migration leaves no trace.
 *
 * Makes no copy of the database first. A copy would keep the tokens of the open month beyond its rotation, in a file
 * that is never scrubbed.
 *
 * @throws {StoreUnavailable} when the database has another format, or is newer than the files.
 */
export function migrate(connection: Connection, directory: string): void {
  const migrations = migrationsOf(directory);
  refuseOtherFormat(connection);
  refuseNewer(connection, migrations.length);
  for (const [index, fileName] of migrations.entries()) {
    const version = index + 1;
    if (versionOf(connection) >= version) continue; // Checked without a lock, which another program may hold.
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
 * Checks the schema of a read-only connection, which cannot be migrated.
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
    `The database has version ${version}, and this Census needs version ${newest}. Start the bot once to update it.`,
  );
}

export function versionOf(connection: Connection): number {
  return connection.pragma('user_version', { simple: true }) as number;
}

/**
 * Refuses a database of an earlier format, whose version numbers mean other tables. Accepts an empty database. `name`
 * is the file as the person named it.
 *
 * @throws {StoreUnavailable} when the database has another format.
 */
export function refuseOtherFormat(connection: Connection, name = connection.name): void {
  if (versionOf(connection) === 0) return;
  if (connection.pragma('application_id', { simple: true }) === formatId) return;
  throw new StoreUnavailable(
    `The database ${name} was written by an earlier version of Census, and this version cannot read it. ` +
      'Use an empty DATA_DIR, or keep the version that wrote it.',
  );
}

/** The application id in the header of every database of this format: `CENS`. */
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

/** The version after the newest migration. */
export function newestVersion(directory: string): number {
  return migrationsOf(directory).length;
}

/** The file names of the migrations in order. They are numbered 0001, 0002, … without gaps. */
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
