import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type CheckpointMode, copyWal } from './copy-wal.ts';
import { waitForOthersMs } from './sqlite-connection.ts';

/** What the thread answers: whether all was copied, or why nothing could be. */
export type WalAnswer =
  | { readonly kind: 'done'; readonly isComplete: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

// This file is where a thread begins: unlike any other, it does something when it is loaded.
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
    return { kind: 'failed', code: error.code, message: error.message }; // Its kind would be lost on the way.
  }
}
