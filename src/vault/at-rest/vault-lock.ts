import { join } from 'node:path';
import Database, { type Database as Connection } from 'better-sqlite3';
import { VaultRefused } from '../../core/errors.ts';
import { makePrivateFile, preparePrivateDirectory } from './private-files.ts';
import { toVaultUnavailable } from './vault-faults.ts';

/**
 * Creates the vault's directory if there is none, and locks it for this process. To be called before any data is opened:
 * a newer Census must not migrate the database while an older one is running.
 *
 * @throws {VaultRefused} when another process has the lock, or other users can read the directory.
 * @throws {StoreUnavailable} when the disk refuses.
 */
export function lockVault(directory: string): VaultLock {
  try {
    preparePrivateDirectory(directory, process.getuid?.());
    return new VaultLock(join(directory, 'lock'));
  } catch (error) {
    throw toVaultUnavailable(error);
  }
}

/**
 * Keeps a second process out of the vault. It is SQLite's lock on an empty database. Unlike a file with a process id, the
 * operating system releases it however the process ends.
 */
export class VaultLock {
  readonly #connection: Connection;

  /** @throws {VaultRefused} when another process has the lock. */
  constructor(path: string) {
    makePrivateFile(path);
    this.#connection = new Database(path, { timeout: 0 });
    try {
      this.#connection.exec('begin exclusive');
    } catch (error) {
      this.#connection.close();
      throw isHeld(error) ? new VaultRefused(heldMessage) : error;
    }
  }

  /** Releases the lock. */
  close(): void {
    this.#connection.close();
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

const heldMessage =
  'Another Census is working with this DATA_DIR. Stop it first: two of them would count everything twice.';
