import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts';

/** Opens the counters under a bot's DATA_DIR, which has some, for reading, also beside a running bot. */
export function openCounters(dataDirectory: string): SqliteStore {
  return openSqliteStore({ path: pathOf(dataDirectory), migrationsDirectory, isReadOnly: true });
}

/** Where the migrations lie, in the sources as in what is built of them. */
export const migrationsDirectory = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));

/** Whether a bot has ever counted there. */
export function hasCounters(dataDirectory: string): boolean {
  return existsSync(pathOf(dataDirectory));
}

function pathOf(dataDirectory: string): string {
  return join(dataDirectory, 'census.db');
}
