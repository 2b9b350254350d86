import type { Database as Connection } from 'better-sqlite3';
import { migrate, requireNewest } from './access/migrator.ts';
import { openReader, openWriter, refuseOpenMode } from './access/sqlite-connection.ts';
import { toStoreUnavailable } from './access/store-faults.ts';
import { waitForWritersMs } from './access/transaction.ts';
import { hasJournal } from './access/wal.ts';
import { SqliteStore, type SqliteStoreSurroundings, waitForReadersMs } from './sqlite-store.ts';

export interface SqliteStoreOptions extends Pick<SqliteStoreSurroundings, 'people' | 'walScript' | 'onJournalFailure'> {
  /** The database file; it is made, with its schema, if there is none. */
  readonly path: string;
  /** Where the numbered migrations lie. */
  readonly migrationsDirectory: string;
  /** Only reads, also beside a process that writes; the database must exist. */
  readonly isReadOnly?: boolean;
}

/**
 * Opens the database and brings it to the newest schema.
 *
 * @throws {StoreUnavailable} when it is damaged, locked, newer than this build, of an earlier format, or readable by others.
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
