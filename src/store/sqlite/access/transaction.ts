import { setTimeout as delay } from 'node:timers/promises';
import Database, { type Database as Connection } from 'better-sqlite3';
import { waitForOthersMs } from './sqlite-connection.ts';

/** How long a transaction waits for another program's lock before it fails. */
export const waitForWritersMs = 5000;
const retryAfterMs = 20;

/**
 * Runs `work` in an immediate transaction, which is rolled back if it throws. The work may yield to the event loop: it
 * has the connection for itself, because all writers take turns in a {@link WriterQueue}. Waits about `patienceMs` for
 * another program's lock.
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
    // On a full disk SQLite rolls back by itself.
    if (connection.inTransaction) connection.exec('rollback');
  }
}

/** Like {@link inTransaction}, but always rolls back, so that nothing changes. */
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

/** Waits for another program's lock without blocking the event loop. */
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
