import Database, { type Database as Connection } from 'better-sqlite3';
import { makePrivateFile } from './private-files.ts';
import { VaultRefused } from './vault-refused.ts';

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
