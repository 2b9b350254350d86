import { existsSync } from 'node:fs';
import { type DataDirectory, dataDirectoryAt } from '../app/data-directory.ts';
import { migrationsDirectory } from '../app/project-files.ts';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts';
import { laneFiles } from '../vault/at-rest/lane-files.ts';
import { PeopleFile } from '../vault/at-rest/people-file.ts';

/** Opens the counters of a bot that is not running, for writing. The vault beside them must be locked. */
export function openStore({ database, vault }: DataDirectory): SqliteStore {
  return openSqliteStore({
    path: database,
    migrationsDirectory,
    people: (lane) => new PeopleFile(laneFiles(vault, lane).identities),
  });
}

/** Opens the counters of a bot's DATA_DIR for reading, also while the bot is running. They must exist. */
export function openCounters(dataDirectory: string): SqliteStore {
  return openSqliteStore({ path: dataDirectoryAt(dataDirectory).database, migrationsDirectory, isReadOnly: true });
}

/** Whether a bot has ever counted in a data folder. */
export function hasCensusData(dataDirectory: string): boolean {
  return existsSync(dataDirectoryAt(dataDirectory).database);
}
