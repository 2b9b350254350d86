import Database from 'better-sqlite3';
import { StoreUnavailable } from '../../../core/errors.ts';
import { damagedMessage } from './sqlite-connection.ts';

/**
 * Runs `work`.
 *
 * @throws {StoreUnavailable} for an error of the disk or database. Other errors are thrown unchanged.
 */
export async function mapStoreErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreUnavailable(error);
  }
}

/** Turns an error of the disk or database into a {@link StoreUnavailable}. Returns any other error unchanged. */
export function toStoreUnavailable(error: unknown): unknown {
  const sentence = sentenceFor(error);
  return sentence === undefined ? error : new StoreUnavailable(sentence, { cause: error });
}

function sentenceFor(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return undefined;
  if (error instanceof Database.SqliteError) {
    // SQLite reports a damaged header under the generic code; only the message differs.
    if (error.message === 'unsupported file format') return damagedMessage;
    // Extended codes begin with the primary one: SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED. The first match wins.
    return sqliteSentences.find(([plainCode]) => code.startsWith(plainCode))?.[1];
  }
  return fileSentences[code];
}

const full = 'The disk is full. Nothing was written. Free some space, and Census continues.';
const readOnly = 'The database cannot be written to. Make DATA_DIR writable for the user that Census runs as.';
const unreachable =
  'The database cannot be opened. Check that DATA_DIR exists and belongs to the user that Census runs as.';
const locked = 'Another program holds the database locked. Census tries again. If this persists, end that program.';
const failing = 'The disk failed while the database was in use. Check the disk and the system log.';

const sqliteSentences: readonly (readonly [code: string, sentence: string])[] = [
  ['SQLITE_FULL', full],
  ['SQLITE_IOERR_SHMSIZE', full], // The index of the WAL is the first file to grow when a database is opened.
  ['SQLITE_READONLY', readOnly],
  ['SQLITE_CORRUPT', damagedMessage],
  ['SQLITE_NOTADB', damagedMessage],
  ['SQLITE_BUSY', locked],
  ['SQLITE_LOCKED', locked],
  ['SQLITE_CANTOPEN', unreachable],
  ['SQLITE_PERM', unreachable],
  ['SQLITE_IOERR', failing],
  ['SQLITE_NOMEM', 'There is not enough memory to use the database.'],
];

const fileSentences: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: readOnly,
  EACCES: unreachable,
  EPERM: unreachable,
  ENOENT: unreachable,
  EISDIR: unreachable,
  ENOTDIR: unreachable,
  EIO: failing,
};
