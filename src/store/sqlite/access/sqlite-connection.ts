import { closeSync, fchmodSync, openSync, statSync } from 'node:fs';
import Database, { type Database as Connection } from 'better-sqlite3';
import { StoreUnavailable } from '../../../core/errors.ts';

/** How long a statement waits for another program's lock before it fails. Short, because it blocks the event loop. */
export const waitForOthersMs = 25;

/**
 * The page cache. Larger would let a transaction keep more changes in memory, and its commit would block for longer.
 */
const cacheKibibytes = 4096;

/** Files up to this size are checked for damage when they are opened, which takes about 50 ms. */
const checkedUpToBytes = 32 * 2 ** 20;

/**
 * Opens the connection that writes. Creates the file if missing, readable by its owner only.
 *
 * The WAL is not synced at each commit (`synchronous=NORMAL`). After a power loss the last batches may be missing, but
 * counters and gateway position are missing together, so nothing is counted twice or lost. Rotations and erasures
 * promise that data is gone, so they sync the WAL themselves.
 *
 * @throws {StoreUnavailable} when the file is readable by other users, damaged, or cannot be opened.
 */
export function openWriter(path: string): Connection {
  makePrivateFile(path);
  const connection = new Database(path, { timeout: waitForOthersMs });
  try {
    // Before the first page is written, so that all deleted data is overwritten, also in pages that are split.
    connection.pragma('secure_delete = on');
    connection.pragma('temp_store = memory');
    connection.pragma('journal_mode = wal');
    connection.pragma('synchronous = normal');
    connection.pragma(`cache_size = -${cacheKibibytes}`);
    refuseDamage(connection, path);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a connection that only reads. */
export function openReader(path: string): Connection {
  const connection = new Database(path, { readonly: true, fileMustExist: true, timeout: 1000 });
  connection.pragma('temp_store = memory');
  connection.pragma(`mmap_size = ${mappedBytes}`);
  return connection;
}

/**
 * A reader maps at most this much of the file, which halves the time of reading a month. The file must not become smaller
 * while it is open, and it never does: it is not vacuumed.
 */
const mappedBytes = 2 ** 30;

/** @throws {StoreUnavailable} when users other than the owner may read or write the file. */
export function refuseOpenMode(path: string): void {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new StoreUnavailable(
    `The database can be read by other users of this machine (mode ${mode.toString(8)}). Run: chmod 600 ${path}`,
  );
}

/** SQLite gives its journal the file mode of the database, so that must be right before SQLite opens it. */
function makePrivateFile(path: string): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    fchmodSync(file, 0o600); // A umask may have removed the owner's own bits.
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseOpenMode(path);
  }
}

function refuseDamage(connection: Connection, path: string): void {
  if (statSync(path).size > checkedUpToBytes) return; // Damage then shows when a page is read.
  if (connection.pragma('quick_check(1)', { simple: true }) === 'ok') return;
  throw new StoreUnavailable(damagedMessage);
}

export const damagedMessage =
  'The database is damaged. Census counts nothing until this is fixed: restore a backup (npm run restore), or, to start ' +
  'over, move census.db, vault/salt and vault/identity.db away.';
