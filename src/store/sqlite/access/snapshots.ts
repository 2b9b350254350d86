import { setTimeout as delay } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import { StillRead } from '../../still-read.ts';
import { prepared } from './prepared.ts';
import { openReader } from './sqlite-connection.ts';

const retryAfterMs = 5;

/**
 * Connections that each read one unchanging state of the database while writing goes on. SQLite cannot empty its WAL
 * as long as one of them is open; therefore they are counted, and can be kept out for a while.
 */
export class Snapshots {
  readonly #path: string;
  #open = 0;
  /** One that nobody uses, and that holds no state: to open another takes longer than most questions. */
  #spare: Connection | null = null;
  #isEnded = false;
  /** Set while readers are kept out. */
  #reopened: Promise<void> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads within one state of the database. */
  async read<T>(work: (snapshot: Connection) => T | Promise<T>): Promise<T> {
    const snapshot = await this.open();
    try {
      return await work(snapshot);
    } finally {
      this.close(snapshot);
    }
  }

  /** Asks one statement, done when `ask` returns: that sees one state by itself, and is had for half as much. */
  async ask<T>(ask: (connection: Connection) => T): Promise<T> {
    const connection = await this.#take();
    try {
      return ask(connection);
    } finally {
      if (this.#isEnded || this.#spare !== null) connection.close();
      else this.#spare = connection;
    }
  }

  /** Whether a reader is open at this moment. */
  get isRead(): boolean {
    return this.#open > 0;
  }

  /** To be given back to {@link close}, also after an error. */
  async open(): Promise<Connection> {
    const snapshot = await this.#take();
    try {
      snapshot.exec('begin');
      prepared(snapshot, 'select lane from lane limit 1').get({}); // The state is taken at the first read, not before.
    } catch (error) {
      snapshot.close();
      throw error;
    }
    this.#open += 1;
    return snapshot;
  }

  close(snapshot: Connection): void {
    this.#open -= 1;
    if (this.#isEnded || this.#spare !== null || !letGo(snapshot)) snapshot.close();
    else this.#spare = snapshot;
  }

  /** Closes what nobody uses; from now on nothing is kept open. */
  end(): void {
    this.#isEnded = true;
    this.#spare?.close();
    this.#spare = null;
  }

  /**
   * Runs `work` while nobody reads: waits until those who do have left, and lets new ones wait from then on.
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
    // Whoever reads may need a second snapshot to come to an end, so the door closes only when all have left.
    while (this.#reopened !== null && this.#open === 0) await this.#reopened;
    const connection = this.#spare ?? openReader(this.#path);
    this.#spare = null;
    return connection;
  }
}

/** Gives the state of the database up. False where a statement was left half-way, which would keep it. */
function letGo(snapshot: Connection): boolean {
  try {
    snapshot.exec('commit');
    return true;
  } catch {
    return false; // Closed, it is given up all the same.
  }
}

const stillReadMessage =
  'A report or an export is still reading the database, so what was deleted cannot be overwritten yet. Census tries again.';
