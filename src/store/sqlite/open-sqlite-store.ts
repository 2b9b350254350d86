import type { Database as Connection } from 'better-sqlite3';
import { migrate, requireNewest } from './access/migrator.ts';
import { openReader, openWriter, refuseOpenMode } from './access/sqlite-connection.ts';
import { toStoreUnavailable } from './access/store-faults.ts';
import { waitForWritersMs } from './access/transaction.ts';
import { hasJournal } from './access/wal.ts';
import { SqliteStore, type SqliteStoreSurroundings, waitForReadersMs } from './sqlite-store.ts';

export interface SqliteStoreOptions extends Pick<SqliteStoreSurroundings, 'people' | 'walScript' | 'onJournalFailure'> {
  /** The database file. It is created if missing. */
  readonly path: string;
  /** The directory of the numbered migrations. */
  readonly migrationsDirectory: string;
  /** Opens an existing database for reading only. Another process may be writing to it. */
  readonly isReadOnly?: boolean;
}

/**
 * Opens the database and migrates it to the newest schema.
 *
 * @throws {StoreUnavailable} when it is damaged, locked, newer than this build, of an earlier format, or readable by
 * other users.
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { path, migrationsDirectory, isReadOnly = false } = options;
  try {
    const isScrubOwed = hasJournal(path);
    const connection = isReadOnly ? openPrivateReader(path) : openWriter(path);
    try {
      if (isReadOnly) requireNewest(connection, migrationsDirectory);
      else migrate(connection, migrationsDirectory);
      return new SqliteStore(connection, path, waitForReadersMs, waitForWritersMs, { ...options, isScrubOwed });
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw toStoreUnavailable(error);
  }
}

function openPrivateReader(path: string): Connection {
  refuseOpenMode(path);
  return openReader(path);
}
