import type { Database as Connection } from 'better-sqlite3';

/**
 * `passive` copies what it can. `restart` copies all, so that the next write starts at the beginning of the WAL.
 * `truncate` also truncates the WAL. See "PRAGMA wal_checkpoint" in SQLite's documentation.
 */
export type CheckpointMode = 'passive' | 'restart' | 'truncate';

/** Copies the WAL into the database and syncs it. Returns false if a reader or writer prevented a complete copy. */
export function copyWal(connection: Connection, mode: CheckpointMode): boolean {
  const [result] = connection.pragma(`wal_checkpoint(${mode})`) as [{ readonly busy: number }];
  return result.busy === 0;
}
