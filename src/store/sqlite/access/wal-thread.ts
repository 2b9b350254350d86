import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type CheckpointMode, copyWal } from './copy-wal.ts';
import { waitForOthersMs } from './sqlite-connection.ts';

/** The thread's reply: whether the whole WAL was copied, or why the copy failed. */
export type WalAnswer =
  | { readonly kind: 'done'; readonly isComplete: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

// The entry of a thread. Unlike all other files, it runs code when imported.
if (parentPort !== null) serve(parentPort, workerData);

function serve(port: NonNullable<typeof parentPort>, path: string): void {
  const connection = new Database(path, { fileMustExist: true, timeout: waitForOthersMs });
  connection.pragma('wal_autocheckpoint = 0');
  port.on('message', (mode: CheckpointMode | 'close') => {
    if (mode === 'close') {
      connection.close();
      port.close();
    } else {
      port.postMessage(answerTo(connection, mode));
    }
  });
}

function answerTo(connection: Database.Database, mode: CheckpointMode): WalAnswer {
  try {
    return { kind: 'done', isComplete: copyWal(connection, mode) };
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    // Not the error itself, which would lose its class in the message.
    return { kind: 'failed', code: error.code, message: error.message };
  }
}
