import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UserError } from '../../../core/errors.ts';
import { refuseNewer, refuseOtherFormat, versionOf } from './migrator.ts';
import { openReader } from './sqlite-connection.ts';
import { mapStoreErrors } from './store-faults.ts';

/** So many pages are copied in one turn of the event loop. */
const pagesPerTurn = 256;

/**
 * Copies a database, also one that a process is writing to, into a new file for its owner alone. The copy is of one
 * instant, sound, and whole without a journal beside it. `onProgress` is told what share is done, 0 to 1.
 *
 * @throws {StoreUnavailable} when the disk refuses, or the database is damaged.
 * @throws {UserError} when the copy is not sound.
 */
export async function copyDatabase(from: string, to: string, onProgress: (share: number) => void): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600)); // SQLite would make a file that all can read.
  await mapStoreErrors(async () => {
    const source = openReader(from);
    try {
      // The open transaction holds the instant: without it every commit of the bot would begin the copy again.
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
 * Checks a copied database before it is used: whole, sound, of Census, and not newer than this build.
 *
 * @throws {UserError} or {@link StoreUnavailable} that says what it is instead. `name` is what the person calls it.
 */
export async function checkDatabase(path: string, name: string, newestVersion: number): Promise<void> {
  await mapStoreErrors(() => {
    const connection = openNamed(path, name);
    try {
      refuseUnsound(connection, name);
      if (versionOf(connection) === 0) {
        throw new UserError(
          `${name}: it holds nothing. A plain copy beside a running bot does not: make copies with npm run backup`,
        );
      }
      if (connection.prepare("select 1 from sqlite_schema where name = 'guild_month'").get() === undefined) {
        throw new UserError(`${name}: expected a database of Census, and this is another program's`);
      }
      refuseOtherFormat(connection, name);
      refuseNewer(connection, newestVersion);
    } finally {
      connection.close();
    }
  });
}

/** A copy keeps the journal mode of its original, and would need two files beside it to be read. */
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
    throw new UserError(`${name}: expected a database of Census, and this is none, or damaged`, { cause });
  }
}

function refuseUnsound(connection: Database.Database, name: string): void {
  const answer = connection.pragma('integrity_check(1)', { simple: true });
  if (answer !== 'ok') throw new UserError(`${name}: the database is damaged; take an earlier backup`);
}
