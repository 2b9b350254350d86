import Database, { type Database as Connection } from 'better-sqlite3';
import { makePrivateFile } from './private-files.ts';

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
