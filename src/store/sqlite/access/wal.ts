import { once } from 'node:events';
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import Database, { type Database as Connection } from 'better-sqlite3';
import { StillRead } from '../../still-read.ts';
import { type CheckpointMode, copyWal } from './copy-wal.ts';
import type { WalAnswer } from './wal-thread.ts';

/** What was written is in the database itself after so long, even where little is written. */
const longestUncopiedMs = 5 * 60_000;

/** So many pages mean that a reader has stayed for long, which keeps the journal from starting over. */
const alarmingPages = 64 * 1024;

/** When it has so many pages, the WAL is copied into the database, so that it stays short. SQLite's own default. */
const longestPages = 1000;

/**
 * The journal of the database: what was committed stands in it until it is copied into the database. That waits for the
 * disk, after a large transaction for a tenth of a second; a thread that does it holds nobody up. To be used by whoever
 * has the writer's turn.
 */
export class Wal {
  readonly #connection: Connection;
  readonly #script: URL | null;
  readonly #elapsedMs: () => number;
  #thread: Worker | null = null;
  /** When all of it was last known to be in the database, by `elapsedMs`. */
  #copiedMs: number;

  /**
   * `script` is where `wal-thread.ts` lies as it was compiled; null does without a thread. `elapsedMs` tells milliseconds by
   * a clock that nobody sets.
   */
  constructor(connection: Connection, script: URL | null, elapsedMs: () => number) {
    this.#connection = connection;
    this.#script = script;
    this.#elapsedMs = elapsedMs;
    this.#copiedMs = elapsedMs();
    if (script !== null) connection.pragma('wal_autocheckpoint = 0');
  }

  /** Copies it into the database. False when somebody was in the way, so that not all could be done. */
  async copy(mode: CheckpointMode): Promise<boolean> {
    if (this.#script === null) return copyWal(this.#connection, mode);
    this.#thread ??= this.#begin(this.#script);
    return askThread(this.#thread, mode);
  }

  /**
   * Copies it if it has grown long or old. (Without a thread SQLite copies a long one at the end of a commit.)
   *
   * @throws {StillRead} when it grows and grows, because a reader stays open.
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
    thread.ref(); // Whoever ends it waits for that, also when there is nothing else to wait for.
    const ended = once(thread, 'exit');
    thread.postMessage('close');
    await ended;
  }

  /** Whoever waits for the thread gets the error that it dies of; the next one to ask gets another thread. */
  #begin(script: URL): Worker {
    const thread = new Worker(script, { workerData: this.#connection.name, name: 'wal', env: {} });
    thread.once('error', () => {
      this.#thread = null;
    });
    return thread;
  }
}

/** Whether there is one of a database that is closed: the process that had it open has crashed. */
export function hasJournal(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Makes all that was committed durable. SQLite would do the same in a commit, and hold everybody up meanwhile. */
export async function syncWal(connection: Connection): Promise<void> {
  const file = await open(`${connection.name}-wal`, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

const alarmMessage =
  'Another program has been reading the database for long, and the journal beside it (census.db-wal) grows meanwhile. End ' +
  'that program.';

interface WalLength {
  /** Pages in the WAL, and how many of them are in the database too. */
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
    thread.unref(); // A process that has nothing else to do may end.
  }
}
