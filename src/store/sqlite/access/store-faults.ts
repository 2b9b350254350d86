import Database from 'better-sqlite3';
import { StoreUnavailable } from '../../../core/errors.ts';
import { damagedMessage } from './sqlite-connection.ts';

/** Runs `work`; what the disk or the database refused is thrown as {@link StoreUnavailable}, all else as it is. */
export async function mapStoreErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreUnavailable(error);
  }
}

/** The {@link StoreUnavailable} that an error means, or the error itself where it means none. */
export function toStoreUnavailable(error: unknown): unknown {
  const sentence = sentenceFor(error);
  return sentence === undefined ? error : new StoreUnavailable(sentence, { cause: error });
}

function sentenceFor(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return undefined;
  if (error instanceof Database.SqliteError) {
    // A damaged header is told by a text alone, under the code of every other mistake.
    if (error.message === 'unsupported file format') return damagedMessage;
    // Extended codes begin with the plain one: SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED. The first that fits holds.
    return sqliteSentences.find(([plainCode]) => code.startsWith(plainCode))?.[1];
  }
  return fileSentences[code];
}

const full = 'The disk is full. Nothing was written; free some space and Census goes on.';
const readOnly = 'The database cannot be written to. Make DATA_DIR writable for the user that Census runs as.';
const unreachable =
  'The database cannot be opened. Check that DATA_DIR exists and belongs to the user that Census runs as.';
const failing = 'The disk failed while the database was in use. Check the disk and the log of the system.';

const sqliteSentences: readonly (readonly [code: string, sentence: string])[] = [
  ['SQLITE_FULL', full],
  ['SQLITE_IOERR_SHMSIZE', full], // The journal's index, which is the first to need room when a database is opened.
  ['SQLITE_READONLY', readOnly],
  ['SQLITE_CORRUPT', damagedMessage],
  ['SQLITE_NOTADB', damagedMessage],
  ['SQLITE_BUSY', 'Another program holds the database locked. Census tries again; end that program if this stays.'],
  ['SQLITE_LOCKED', 'Another program holds the database locked. Census tries again; end that program if this stays.'],
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
