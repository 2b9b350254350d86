import { existsSync } from 'node:fs';
import { dataDirectoryAt } from '../app/data-directory.ts';
import { migrationsDirectory } from '../app/project-files.ts';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts';

/** Opens the counters of a bot's DATA_DIR for reading, also while the bot is running. They must exist. */
export function openCounters(dataDirectory: string): SqliteStore {
  return openSqliteStore({ path: dataDirectoryAt(dataDirectory).database, migrationsDirectory, isReadOnly: true });
}

/** Whether a bot has ever counted in a data folder. */
export function hasCensusData(dataDirectory: string): boolean {
  return existsSync(dataDirectoryAt(dataDirectory).database);
}
