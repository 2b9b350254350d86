import Database from 'better-sqlite3';
import { StoreUnavailable } from '../../core/errors.ts';

/**
 * Runs `work`.
 *
 * @throws {StoreUnavailable} in place of an error of the disk.
 */
export async function mapVaultErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toVaultUnavailable(error);
  }
}

/** Converts an error of the disk to {@link StoreUnavailable}. Returns any other error as it is. */
export function toVaultUnavailable(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof StoreUnavailable || typeof code !== 'string') return error;
  const isOfSqlite = error instanceof Database.SqliteError; // From the lock.
  const sentence = sentences.find(([start]) => (isOfSqlite ? code.startsWith(start) : code === start))?.[1];
  return sentence === undefined ? error : new StoreUnavailable(sentence, { cause: error });
}

const full = 'The disk is full: the vault cannot be written. Free some space and Census goes on.';
const closed = 'The vault cannot be opened or written. Make DATA_DIR/vault writable for the user that Census runs as.';
const failing = 'The disk failed while the vault was in use. Check the disk and the log of the system.';

const sentences: readonly (readonly [code: string, sentence: string])[] = [
  ['SQLITE_FULL', full],
  ['ENOSPC', full],
  ['EDQUOT', full],
  ['SQLITE_READONLY', closed],
  ['SQLITE_CANTOPEN', closed],
  ['SQLITE_PERM', closed],
  ['EROFS', closed],
  ['EACCES', closed],
  ['EPERM', closed],
  ['EEXIST', closed],
  ['ENOTDIR', closed],
  ['SQLITE_IOERR', failing],
  ['EIO', failing],
];
