import Database from 'better-sqlite3';
import { StoreUnavailable } from '../store/store.ts';

/** Runs `work`; what the disk or a database of the vault refused is thrown as {@link StoreUnavailable}. */
export function withPlainFaults<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw plainFault(error);
  }
}

/** The {@link StoreUnavailable} that an error means, or the error itself where it means none. */
export function plainFault(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof StoreUnavailable || typeof code !== 'string') return error;
  const isOfSqlite = error instanceof Database.SqliteError;
  // A damaged header is told by a text alone, under the code of every other mistake.
  if (isOfSqlite && error.message === 'unsupported file format') return new StoreUnavailable(damaged, { cause: error });
  const sentence = sentences.find(([start]) => (isOfSqlite ? code.startsWith(start) : code === start))?.[1];
  return sentence === undefined ? error : new StoreUnavailable(sentence, { cause: error });
}

const full = 'The disk is full: the vault cannot be written. Free some space and Census goes on.';
const closed = 'The vault cannot be opened or written. Make DATA_DIR/vault writable for the user that Census runs as.';
const damaged =
  'A database in the vault is damaged. Census counts nothing: move vault/identity.db away (keep the other files), and ' +
  'the month is gone on with under new tokens. If this comes again it is vault/optout.db, of which only a copy helps.';
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
  ['SQLITE_CORRUPT', damaged],
  ['SQLITE_NOTADB', damaged],
  ['SQLITE_BUSY', 'Another program holds a database of the vault locked. Nothing but Census may open it.'],
  ['SQLITE_IOERR', failing],
  ['EIO', failing],
];
