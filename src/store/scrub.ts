import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import type { CheckpointMode } from './copy-wal.ts';
import { StoreUnavailable } from './store.ts';
import { inTransaction } from './transaction.ts';
import type { Wal } from './wal.ts';

const retryAfterMs = 20;

/**
 * Leaves nothing of what was deleted in the file of the database or in its WAL.
 *
 * The pages of the database are clean by `secure_delete` once the WAL has been copied into it, but the WAL still has
 * every page as it was, and cutting it off would hand those blocks to the file system as they are. So it is written over
 * with zeros in between. (Measured: without that pass every deleted row was found on the raw disk. SQLite reports "busy"
 * instead of failing when somebody still reads; only a complete copy will do.)
 *
 * @throws {StoreUnavailable} when another program reads the database for longer than `patienceMs`.
 */
export async function scrub(connection: Connection, wal: Wal, patienceMs: number): Promise<void> {
  await copyAll(wal, 'restart', patienceMs);
  // Within a transaction, which writes nothing: nobody else can write meanwhile.
  await inTransaction(connection, () => overwrite(`${connection.name}-wal`));
  await copyAll(wal, 'truncate', patienceMs);
}

async function copyAll(wal: Wal, mode: CheckpointMode, patienceMs: number): Promise<void> {
  for (let waitedMs = 0; !(await wal.copy(mode)); waitedMs += retryAfterMs) {
    if (waitedMs >= patienceMs) throw new StoreUnavailable(stillReadMessage);
    await delay(retryAfterMs);
  }
}

/**
 * Writes zeros over a WAL of which all is in the database. SQLite locks the files beside it and not the WAL itself, so
 * that it may be opened a second time. Its head goes first, and is on the disk before the rest: a WAL that has its head
 * and not its end would, after a loss of power, bring back pages as they once were.
 */
async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    await writeZeros(file, 0, Math.min(size, headBytes));
    await writeZeros(file, 0, size);
  } finally {
    await file.close();
  }
}

/** Of a WAL: see "The WAL File Format" in SQLite's manual. */
const headBytes = 32;

async function writeZeros(file: FileHandle, from: number, to: number): Promise<void> {
  for (let position = from; position < to; ) {
    const { bytesWritten } = await file.write(zeros, 0, Math.min(zeros.length, to - position), position);
    position += bytesWritten;
  }
  await file.sync();
}

const zeros = new Uint8Array(256 * 1024);

const stillReadMessage =
  'Another program is still reading the database, so what was deleted cannot be overwritten yet. Census tries again.';
