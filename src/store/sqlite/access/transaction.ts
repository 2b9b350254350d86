import { setTimeout as delay } from 'node:timers/promises';
import Database, { type Database as Connection } from 'better-sqlite3';
import { waitForOthersMs } from './sqlite-connection.ts';

/** Another program may hold the database locked for so long before the work is given up. */
export const waitForWritersMs = 5000;
const retryAfterMs = 20;

/**
 * Runs `work` in one immediate transaction, which is rolled back when it throws. The work may let the event loop turn;
 * it is alone on the connection, because all that write stand in a {@link WriterQueue}. While another program writes, it
 * waits for about `patienceMs`.
 */
export async function inTransaction<T>(
  connection: Connection,
  work: () => T | Promise<T>,
  patienceMs = waitForWritersMs,
): Promise<T> {
  await begin(connection, patienceMs);
  try {
    const result = await work();
    connection.exec('commit');
    return result;
  } finally {
    // A full disk makes SQLite roll back on its own.
    if (connection.inTransaction) connection.exec('rollback');
  }
}

/** Runs `work` in a transaction that is rolled back in any case, so that nothing is changed. Waits as {@link inTransaction}. */
export async function inDryRun<T>(
  connection: Connection,
  work: () => Promise<T>,
  patienceMs = waitForWritersMs,
): Promise<T> {
  await begin(connection, patienceMs);
  try {
    return await work();
  } finally {
    if (connection.inTransaction) connection.exec('rollback');
  }
}

/** Waits for another program without holding up the event loop. */
async function begin(connection: Connection, patienceMs: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += waitForOthersMs + retryAfterMs) {
    try {
      connection.exec('begin immediate');
      return;
    } catch (error) {
      if (!isBusy(error) || waitedMs >= patienceMs) throw error;
      await delay(retryAfterMs);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
