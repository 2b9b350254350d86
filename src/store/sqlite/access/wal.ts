import { once } from 'node:events';
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import Database, { type Database as Connection } from 'better-sqlite3';
import { StillRead } from '../../lane-store.ts';
import { type CheckpointMode, copyWal } from './copy-wal.ts';
import type { WalAnswer } from './wal-thread.ts';

/** The longest time that committed data stays only in the WAL, even if little is written. */
const longestUncopiedMs = 5 * 60_000;

/** A WAL of this many pages means that a reader has stayed open for long and prevents a reset. */
const alarmingPages = 64 * 1024;

/** A longer WAL is copied into the database. SQLite's own default. */
const longestPages = 1000;

/**
 * The write-ahead log of the database, which holds committed data until it is copied into the database. The copy waits
 * for the disk, for a tenth of a second after a large transaction, so a thread does it. The caller must have the
 * writer's turn.
 */
export class Wal {
  readonly #connection: Connection;
  readonly #script: URL | null;
  readonly #elapsedMs: () => number;
  #thread: Worker | null = null;
  /** When the whole WAL was last known to be copied, by `elapsedMs`. */
  #copiedMs: number;

  /**
   * `script` is the compiled `wal-thread.ts`; without it, no thread is used. `elapsedMs` is a monotonic clock in
   * milliseconds.
   */
  constructor(connection: Connection, script: URL | null, elapsedMs: () => number) {
    this.#connection = connection;
    this.#script = script;
    this.#elapsedMs = elapsedMs;
    this.#copiedMs = elapsedMs();
    if (script !== null) connection.pragma('wal_autocheckpoint = 0');
  }

  /** Copies the WAL into the database. Resolves to false if a reader or writer prevented a complete copy. */
  async copy(mode: CheckpointMode): Promise<boolean> {
    if (this.#script === null) return copyWal(this.#connection, mode);
    this.#thread ??= this.#begin(this.#script);
    return askThread(this.#thread, mode);
  }

  /**
   * Copies the WAL if it is long or old. (Without a thread, SQLite itself copies a long one at the end of a commit.)
   *
   * @throws {StillRead} when it grows without limit because a reader stays open.
   */
  async keepShort(): Promise<void> {
    const { open: isOpen, inTransaction, readonly } = this.#connection;
    if (!isOpen || inTransaction || readonly) return;
    const nowMs = this.#elapsedMs();
    const isOld = nowMs - this.#copiedMs >= longestUncopiedMs;
    if (this.#script === null && !isOld) return;
    const [wal] = this.#connection.pragma('wal_checkpoint(noop)') as [WalLength];
    const isCopied = wal.checkpointed >= wal.log;
    if (!isCopied && (isOld || wal.log > longestPages)) await this.copy('passive');
    if (isCopied || isOld) this.#copiedMs = nowMs;
    if (wal.log > alarmingPages) throw new StillRead(alarmMessage);
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    if (thread === null) return;
    thread.ref(); // Keeps the process alive until the thread has ended.
    const ended = once(thread, 'exit');
    thread.postMessage('close');
    await ended;
  }

  /** An error that kills the thread rejects the pending copy. The next copy starts a new thread. */
  #begin(script: URL): Worker {
    const thread = new Worker(script, { workerData: this.#connection.name, name: 'wal', env: {} });
    thread.once('error', () => {
      this.#thread = null;
    });
    return thread;
  }
}

/** Whether a closed database has a WAL: the process that had it open crashed. */
export function hasJournal(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Makes all commits durable. SQLite could do this in the commit, but would block the event loop. */
export async function syncWal(connection: Connection): Promise<void> {
  const file = await open(`${connection.name}-wal`, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

const alarmMessage =
  'Another program has been reading the database for a long time, and the journal (census.db-wal) keeps growing. End that ' +
  'program.';

interface WalLength {
  /** Pages in the WAL, and how many of them have been copied. */
  readonly log: number;
  readonly checkpointed: number;
}

async function askThread(thread: Worker, mode: CheckpointMode): Promise<boolean> {
  thread.ref();
  try {
    thread.postMessage(mode);
    const [answer] = (await once(thread, 'message')) as [WalAnswer];
    if (answer.kind === 'failed') throw new Database.SqliteError(answer.message, answer.code);
    return answer.isComplete;
  } finally {
    thread.unref(); // An idle thread must not keep the process alive.
  }
}
