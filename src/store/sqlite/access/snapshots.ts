import { setTimeout as delay } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import { StillRead } from '../../still-read.ts';
import { prepared } from './prepared.ts';
import { openReader } from './sqlite-connection.ts';

const retryAfterMs = 5;

/**
 * Connections that each read one consistent snapshot of the database while writing continues. SQLite cannot reset its
 * WAL while one of them is open, so they are counted, and new ones can be blocked for a while.
 */
export class Snapshots {
  readonly #path: string;
  #open = 0;
  /**
   * Idle connections without a snapshot. To open one and to prepare its statements takes longer than most queries, and an
   * answer asks several at once.
   */
  readonly #spares: Connection[] = [];
  #isEnded = false;
  /** Set while readers are blocked; resolves when they may open again. */
  #reopened: Promise<void> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads from one consistent snapshot. */
  async read<T>(work: (snapshot: Connection) => T | Promise<T>): Promise<T> {
    const snapshot = await this.open();
    try {
      return await work(snapshot);
    } finally {
      this.close(snapshot);
    }
  }

  /** Runs a single statement, which is consistent without a transaction. That takes half the time of {@link read}. */
  async ask<T>(ask: (connection: Connection) => T): Promise<T> {
    const connection = await this.#take();
    try {
      return ask(connection);
    } finally {
      this.#keep(connection);
    }
  }

  /** Whether a snapshot is open. */
  get isRead(): boolean {
    return this.#open > 0;
  }

  /** Opens a snapshot. The caller must pass it to {@link close}, also after an error. */
  async open(): Promise<Connection> {
    const snapshot = await this.#take();
    try {
      snapshot.exec('begin');
      // The snapshot is taken at the first read, not at `begin`.
      prepared(snapshot, 'select lane from lane limit 1').get({});
    } catch (error) {
      snapshot.close();
      throw error;
    }
    this.#open += 1;
    return snapshot;
  }

  close(snapshot: Connection): void {
    this.#open -= 1;
    if (endRead(snapshot)) this.#keep(snapshot);
    else snapshot.close();
  }

  /** Closes the idle connections. From now on none is kept. */
  end(): void {
    this.#isEnded = true;
    for (const spare of this.#spares.splice(0)) spare.close();
  }

  /**
   * Runs `work` while no snapshot is open: blocks new ones, and waits until the open ones are closed.
   *
   * @throws {StillRead} when a reader is still open after `patienceMs`.
   */
  async withoutReaders<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
    while (this.#reopened !== null) await this.#reopened;
    let reopen = () => {};
    this.#reopened = new Promise((resolve) => {
      reopen = resolve;
    });
    try {
      for (let waitedMs = 0; this.#open > 0; waitedMs += retryAfterMs) {
        if (waitedMs >= patienceMs) throw new StillRead(stillReadMessage);
        await delay(retryAfterMs);
      }
      return await work();
    } finally {
      this.#reopened = null;
      reopen();
    }
  }

  async #take(): Promise<Connection> {
    // A reader may need a second snapshot to finish, so new ones are blocked only when none is open.
    while (this.#reopened !== null && this.#open === 0) await this.#reopened;
    return this.#spares.pop() ?? openReader(this.#path);
  }

  #keep(connection: Connection): void {
    if (this.#isEnded || this.#spares.length >= mostSpares) connection.close();
    else this.#spares.push(connection);
  }
}

/** As many as an answer asks at once. */
const mostSpares = 4;

/** Ends the read transaction. Returns false if an unfinished statement prevents that. */
function endRead(snapshot: Connection): boolean {
  try {
    snapshot.exec('commit');
    return true;
  } catch {
    return false; // Closing the connection ends it too.
  }
}

const stillReadMessage =
  'A report or an export is still reading the database, so deleted data cannot be overwritten yet. Census tries again.';
