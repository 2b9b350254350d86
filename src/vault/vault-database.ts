import { existsSync } from 'node:fs';
import Database, { type Database as Connection } from 'better-sqlite3';
import { makePrivateFile, overwriteWithZeros } from './private-files.ts';

/**
 * Opens a small database of the vault with the settings under which wiping it was measured to leave nothing: its
 * journal is a file that is written over and never removed, deleted rows are written over, nothing goes to temporary
 * files, and every commit is on the disk when it returns.
 */
export function openVaultDatabase(path: string): Connection {
  makePrivateFile(path);
  const connection = new Database(path, { timeout: 0 });
  try {
    connection.pragma('locking_mode = exclusive'); // No other program can make a look-up or a commit fail.
    connection.pragma('secure_delete = on');
    connection.pragma('temp_store = memory');
    connection.pragma('journal_mode = persist');
    connection.pragma('synchronous = full');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Destroys what the idle journal of an open database still holds: every page as it was before the last change, deleted
 * rows too. Not to be called within a transaction. (Only the journal may be opened beside SQLite: closing the database
 * itself a second time would drop SQLite's lock on it.)
 */
export function overwriteJournal(path: string): void {
  const journal = `${path}-journal`;
  if (existsSync(journal)) overwriteWithZeros(journal);
}

/** A table of which rows are deleted for good. */
export type ErasableTable = `identity_${number}` | `membership_${number}` | `visit_${number}` | 'erasure' | 'entry';

/**
 * Writes the rows of a table anew, within the caller's transaction. A deleted row is overwritten where it stood, but
 * copies of it may lie in pages that were split, between what the pages hold; those go only with the pages.
 */
export function rewriteTable(connection: Connection, table: ErasableTable): void {
  connection.exec(`
    create temp table kept as select * from main.${table};
    delete from main.${table};
    insert into main.${table} select * from kept;
    drop table kept`);
}
