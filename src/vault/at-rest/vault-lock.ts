import { join } from 'node:path';
import Database, { type Database as Connection } from 'better-sqlite3';
import { VaultRefused } from '../../core/errors.ts';
import { makePrivateFile, preparePrivateDirectory } from './private-files.ts';
import { toVaultUnavailable } from './vault-faults.ts';

/**
 * Makes the vault's directory if there is none, and locks it for this process. To be done before anything of the data is
 * opened: a newer Census must not change the database under one that is at work.
 *
 * @throws {VaultRefused} when another process has the lock, or others may look into the directory.
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
 * Keeps a second process out of the vault. The lock is SQLite's on an empty database: the operating system takes it
 * back when the process ends in whatever way, which a file with a process id in it would not survive.
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

  /** Lets others in again. */
  close(): void {
    this.#connection.close();
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

const heldMessage =
  'Another Census is working with this DATA_DIR. Stop it first: two of them would count everything twice.';
