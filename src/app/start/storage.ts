import type { Log } from '../../log.ts';
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { laneFiles } from '../../vault/at-rest/lane-files.ts';
import { PeopleFile } from '../../vault/at-rest/people-file.ts';
import { lockVault } from '../../vault/at-rest/vault-lock.ts';
import type { ClosingStack } from '../closing-stack.ts';
import { type DataDirectory, openDataDirectory } from '../data-directory.ts';
import { migrationsDirectory, threadScript } from '../project-files.ts';

/** The data of this process. */
export interface Storage {
  readonly directory: DataDirectory;
  readonly store: SqliteStore;
}

/**
 * Locks a data directory for this process and opens its database.
 *
 * @throws {UserError} or {@link StoreUnavailable} for what the operator has to fix.
 */
export function openStorage(dataDirectory: string, log: Log, closing: ClosingStack): Storage {
  const directory = openDataDirectory(dataDirectory);
  const lock = lockVault(directory.vault);
  closing.add(() => lock.close());
  const store = openSqliteStore({
    path: directory.database,
    migrationsDirectory,
    walScript: threadScript('store/sqlite/access/wal-thread.js'),
    people: (lane) => new PeopleFile(laneFiles(directory.vault, lane).identities),
    onJournalFailure: (err) => {
      if (err === null) log.info({}, 'the journal is copied into the database again');
      else log.error({ err }, 'the journal cannot be copied into the database; Census tries again');
    },
  });
  closing.add(() => store.close());
  return { directory, store };
}
