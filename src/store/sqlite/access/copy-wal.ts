import type { Database as Connection } from 'better-sqlite3';

/**
 * How far to go: `passive` copies what it can, `restart` all, so that the WAL is written from its beginning next, and
 * `truncate` cuts it off besides. See "PRAGMA wal_checkpoint" in SQLite's manual.
 */
export type CheckpointMode = 'passive' | 'restart' | 'truncate';

/** Copies what stands in the WAL into the database, on the disk when it returns. False when somebody was in the way. */
export function copyWal(connection: Connection, mode: CheckpointMode): boolean {
  const [result] = connection.pragma(`wal_checkpoint(${mode})`) as [{ readonly busy: number }];
  return result.busy === 0;
}
