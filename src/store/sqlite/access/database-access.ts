import type { Database as Connection } from 'better-sqlite3';
import type { Snapshots } from './snapshots.ts';
import { mapStoreErrors, toStoreUnavailable } from './store-faults.ts';
import { inDryRun, inTransaction } from './transaction.ts';
import { syncWal } from './wal.ts';
import type { WriterQueue } from './writer-queue.ts';

export interface DatabaseDeps {
  /** The one that writes. */
  readonly connection: Connection;
  readonly queue: WriterQueue;
  readonly snapshots: Snapshots;
  /** Another program may hold the database locked for so long before a piece of writing is given up. */
  readonly waitForWritersMs: number;
}

/**
 * The ways to read and write one database. All writing has the writer's turn, one piece at a time; a reader has a
 * connection of its own. What the disk refuses is thrown as {@link StoreUnavailable}.
 */
export class DatabaseAccess {
  readonly #deps: DatabaseDeps;
  readonly #refuse: () => void;

  /** `refuse` throws once nothing may be read or written any more in this way. */
  constructor(deps: DatabaseDeps, refuse: () => void = () => {}) {
    this.#deps = deps;
    this.#refuse = refuse;
  }

  /** The same database, until `refuse` throws. */
  until(refuse: () => void): DatabaseAccess {
    return new DatabaseAccess(this.#deps, refuse);
  }

  /** Asks one statement, done when `ask` returns. */
  async ask<T>(ask: (connection: Connection) => T): Promise<T> {
    this.#refuse();
    return mapStoreErrors(() => this.#deps.snapshots.ask(ask));
  }

  /** Reads within one state of the database. */
  async read<T>(work: (snapshot: Connection) => T | Promise<T>): Promise<T> {
    this.#refuse();
    return mapStoreErrors(() => this.#deps.snapshots.read(work));
  }

  /** Reads things one by one within one state of the database. */
  async *readEach<T>(walk: (snapshot: Connection) => Iterable<T>): AsyncGenerator<T> {
    this.#refuse();
    const { snapshots } = this.#deps;
    const snapshot = await mapStoreErrors(() => snapshots.open());
    try {
      yield* walk(snapshot);
    } catch (error) {
      throw toStoreUnavailable(error);
    } finally {
      // Also reached when the consumer stops early.
      snapshots.close(snapshot);
    }
  }

  /** Writes within a transaction. */
  transact<T>(work: (connection: Connection) => T | Promise<T>): Promise<T> {
    const { waitForWritersMs } = this.#deps;
    return this.write((connection) => inTransaction(connection, () => work(connection), waitForWritersMs));
  }

  /** Writes within a transaction that is on the disk when it resolves, also after a loss of power. */
  transactDurably<T>(work: (connection: Connection) => T | Promise<T>): Promise<T> {
    const { waitForWritersMs } = this.#deps;
    return this.write(async (connection) => {
      const result = await inTransaction(connection, () => work(connection), waitForWritersMs);
      await syncWal(connection);
      return result;
    });
  }

  /** Writes within a transaction that is rolled back in any case. */
  tryOut<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const { waitForWritersMs } = this.#deps;
    return this.write((connection) => inDryRun(connection, () => work(connection), waitForWritersMs));
  }

  /** Does something beside the database, or waits for its turn by itself. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    this.#refuse();
    return mapStoreErrors(work);
  }

  /** Has the writer's turn. The work begins its transactions itself. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const { connection, queue } = this.#deps;
    return mapStoreErrors(() =>
      queue.run(async () => {
        this.#refuse();
        return work(connection);
      }),
    );
  }
}
