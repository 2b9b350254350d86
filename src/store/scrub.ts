import { statSync } from 'node:fs';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import { syncFully } from './sqlite-connection.ts';
import { StoreUnavailable } from './store.ts';
import { inTransaction } from './transaction.ts';

const sliceBytes = 512 * 1024;
const retryAfterMs = 20;

/**
 * Leaves nothing of what was deleted in the file of the database or in its WAL.
 *
 * The pages of the database are clean by `secure_delete` once the WAL has been copied into it, but the WAL still has
 * every page as it was, and cutting it off would hand those blocks to the file system as they are. So the WAL is begun
 * anew, written over with zeros up to its old length, and then cut off. (Measured: without that pass every deleted row
 * was found on the raw disk. SQLite reports "busy" instead of failing when somebody still reads; only zero will do.)
 *
 * @throws {StoreUnavailable} when another program reads the database for longer than `patienceMs`.
 */
export async function scrub(connection: Connection, path: string, patienceMs: number): Promise<void> {
  syncFully(connection, true);
  connection.pragma('wal_autocheckpoint = 0'); // Else SQLite would begin the WAL anew before the pass is at its end.
  try {
    connection.exec('drop table if exists scrub');
    await checkpoint(connection, 'restart', patienceMs);
    await overwriteWal(connection, walSize(path));
    await checkpoint(connection, 'truncate', patienceMs);
    if (walSize(path) > 0) throw new StoreUnavailable(stillReadMessage);
  } finally {
    connection.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`);
    syncFully(connection, false);
  }
}

/** SQLite's own default. */
const pagesPerCheckpoint = 1000;

/** Whatever is written after a "restart" checkpoint goes to the beginning of the WAL. */
async function overwriteWal(connection: Connection, walBytes: number): Promise<void> {
  await inTransaction(connection, () => connection.exec('create table scrub (zeros blob not null) strict'));
  const insert = connection.prepare<object>('insert into scrub (zeros) values (zeroblob(:bytes))');
  for (let written = 0; written < walBytes; written += sliceBytes) {
    await inTransaction(connection, () => insert.run({ bytes: sliceBytes }));
    await nextTurn();
  }
  const remove = connection.prepare('delete from scrub where rowid = (select max(rowid) from scrub)');
  while (await inTransaction(connection, () => remove.run().changes > 0)) await nextTurn();
  await inTransaction(connection, () => connection.exec('drop table scrub'));
}

async function checkpoint(connection: Connection, mode: 'restart' | 'truncate', patienceMs: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += retryAfterMs) {
    const [result] = connection.pragma(`wal_checkpoint(${mode})`) as [{ readonly busy: number }];
    if (result.busy === 0) return;
    if (waitedMs >= patienceMs) throw new StoreUnavailable(stillReadMessage);
    await delay(retryAfterMs);
  }
}

function walSize(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

const stillReadMessage =
  'Another program is still reading the database, so what was deleted cannot be overwritten yet. Census tries again.';
