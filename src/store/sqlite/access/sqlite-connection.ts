import { closeSync, fchmodSync, openSync, statSync } from 'node:fs';
import Database, { type Database as Connection } from 'better-sqlite3';
import { StoreUnavailable } from '../../../core/errors.ts';

/** While another program holds the database, a statement waits so long before it fails: it holds everything up. */
export const waitForOthersMs = 25;

/** What is changed in a transaction is in memory up to this size; a commit writes it at one go, and holds everybody up. */
const cacheKibibytes = 4096;

/** Up to this size the whole file is read at the start to see whether it is sound; that takes about 50 ms. */
const checkedUpToBytes = 32 * 2 ** 20;

/**
 * Opens the one connection that writes, and makes the file if there is none, readable by its owner only.
 *
 * The WAL is not synced at each commit (`synchronous=NORMAL`): after a loss of power the last batches may be missing,
 * but the counters and the gateway position are missing together, so that nothing is counted twice or left out. A
 * rotation and an erasure, whose promise is that something is gone, sync it by themselves.
 *
 * @throws {StoreUnavailable} when the file is readable by others, damaged, or cannot be opened.
 */
export function openWriter(path: string): Connection {
  makePrivateFile(path);
  const connection = new Database(path, { timeout: waitForOthersMs });
  try {
    // Before the first page is written: what is deleted is overwritten from the beginning, also in pages that are split.
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

/** Opens a connection that reads, beside the one that writes or without it. */
export function openReader(path: string): Connection {
  const connection = new Database(path, { readonly: true, fileMustExist: true, timeout: 1000 });
  connection.pragma('temp_store = memory');
  return connection;
}

/** @throws {StoreUnavailable} when others than the owner may read or write the file. */
export function refuseOpenMode(path: string): void {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new StoreUnavailable(
    `The database can be read by other users of this machine (mode ${mode.toString(8)}). Run: chmod 600 ${path}`,
  );
}

/** SQLite gives its journal the mode of the database, which must therefore be right before SQLite opens it. */
function makePrivateFile(path: string): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    fchmodSync(file, 0o600); // A umask may have taken the owner's own bits.
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseOpenMode(path);
  }
}

function refuseDamage(connection: Connection, path: string): void {
  if (statSync(path).size > checkedUpToBytes) return; // Damage then shows when the page is read.
  if (connection.pragma('quick_check(1)', { simple: true }) === 'ok') return;
  throw new StoreUnavailable(damagedMessage);
}

export const damagedMessage =
  'The database is damaged. Census counts nothing until it is put right: restore a backup (npm run restore), or, to start ' +
  'over, move census.db, vault/salt and vault/identity.db away.';
