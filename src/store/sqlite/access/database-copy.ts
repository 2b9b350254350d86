import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UserError } from '../../../core/errors.ts';
import { refuseNewer, refuseOtherFormat, versionOf } from './migrator.ts';
import { openReader } from './sqlite-connection.ts';
import { mapStoreErrors } from './store-faults.ts';

/** Pages copied per turn of the event loop. */
const pagesPerTurn = 256;

/**
 * Copies a database into a new file that only its owner can read. Another process may be writing to the database. The
 * copy is consistent, checked, and needs no journal. `onProgress` receives the share that is done, 0 to 1.
 *
 * @throws {StoreUnavailable} when the disk refuses, or the database is damaged.
 * @throws {UserError} when the copy is not sound.
 */
export async function copyDatabase(from: string, to: string, onProgress: (share: number) => void): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600)); // SQLite would create a file that all users can read.
  await mapStoreErrors(async () => {
    const source = openReader(from);
    try {
      // Without an open read transaction, every commit of the bot would restart the copy.
      source.exec('begin');
      source.prepare('select count(*) from sqlite_schema').get();
      await source.backup(to, {
        progress: ({ totalPages, remainingPages }) => {
          onProgress(1 - remainingPages / Math.max(totalPages, 1));
          return pagesPerTurn;
        },
      });
    } finally {
      source.close();
    }
    settle(to);
  });
}

/**
 * Checks a copied database before it is used: complete, intact, written by Census, and not newer than this build.
 * `name` is the file as the person named it.
 *
 * @throws {UserError} when it is damaged, empty, or another program's.
 * @throws {StoreUnavailable} when it has another format, or is newer.
 */
export async function checkDatabase(path: string, name: string, newestVersion: number): Promise<void> {
  await mapStoreErrors(() => {
    const connection = openNamed(path, name);
    try {
      refuseUnsound(connection, name);
      if (versionOf(connection) === 0) {
        throw new UserError(
          `${name}: the database is empty, as is a plain copy of one in use; make copies with npm run backup`,
        );
      }
      if (connection.prepare("select 1 from sqlite_schema where name = 'guild_month'").get() === undefined) {
        throw new UserError(`${name}: expected a Census database, found another program's`);
      }
      refuseOtherFormat(connection, name);
      refuseNewer(connection, newestVersion);
    } finally {
      connection.close();
    }
  });
}

/** A copy inherits WAL mode, in which it needs two more files to be read. */
function settle(path: string): void {
  const copy = new Database(path);
  try {
    copy.pragma('journal_mode = delete');
    refuseUnsound(copy, path);
  } finally {
    copy.close();
  }
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function openNamed(path: string, name: string): Database.Database {
  const connection = new Database(path);
  try {
    connection.pragma('journal_mode'); // Reads the first page.
    return connection;
  } catch (cause) {
    connection.close();
    throw new UserError(`${name}: expected a Census database, found another file or a damaged one`, { cause });
  }
}

function refuseUnsound(connection: Database.Database, name: string): void {
  const answer = connection.pragma('integrity_check(1)', { simple: true });
  if (answer !== 'ok') throw new UserError(`${name}: the database is damaged; take an earlier backup`);
}
