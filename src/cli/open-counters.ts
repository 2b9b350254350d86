import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsDirectory } from '../app/project-files.ts';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts';

/** Opens the counters under a bot's DATA_DIR, which has some, for reading, also beside a running bot. */
export function openCounters(dataDirectory: string): SqliteStore {
  return openSqliteStore({ path: pathOf(dataDirectory), migrationsDirectory, isReadOnly: true });
}

/** Whether a bot has ever counted there. */
export function hasCensusData(dataDirectory: string): boolean {
  return existsSync(pathOf(dataDirectory));
}

function pathOf(dataDirectory: string): string {
  return join(dataDirectory, 'census.db');
}
