import type { Database as Connection } from 'better-sqlite3';
import type { Snapshots } from './snapshots.ts';
import { mapStoreErrors, toStoreUnavailable } from './store-faults.ts';
import { inDryRun, inTransaction } from './transaction.ts';
import { syncWal } from './wal.ts';
import type { WriterQueue } from './writer-queue.ts';

export interface DatabaseDeps {
  /** The connection that writes. */
  readonly connection: Connection;
  readonly queue: WriterQueue;
  readonly snapshots: Snapshots;
  /** How long a write waits for another program's lock before it fails. */
  readonly waitForWritersMs: number;
}

/**
 * Reads and writes one database. All writing shares one connection and takes turns in a queue; each reader has its own
 * connection.
 *
 * @throws {StoreUnavailable} from every method, when the disk or database refuses.
 */
export class DatabaseAccess {
  readonly #deps: DatabaseDeps;
  readonly #refuse: () => void;

  /** `refuse` is called before each access, and throws to end all access. */
  constructor(deps: DatabaseDeps, refuse: () => void = () => {}) {
    this.#deps = deps;
    this.#refuse = refuse;
  }

  /** Access to the same database that ends when `refuse` throws. */
  until(refuse: () => void): DatabaseAccess {
    return new DatabaseAccess(this.#deps, refuse);
  }

  /** Runs a single statement, which must be finished when `ask` returns. */
  async ask<T>(ask: (connection: Connection) => T): Promise<T> {
    this.#refuse();
    return mapStoreErrors(() => this.#deps.snapshots.ask(ask));
  }

  /** Reads from one consistent snapshot. */
  async read<T>(work: (snapshot: Connection) => T | Promise<T>): Promise<T> {
    this.#refuse();
    return mapStoreErrors(() => this.#deps.snapshots.read(work));
  }

  /** Yields things one by one from one consistent snapshot. */
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

  /** Writes in a transaction. */
  transact<T>(work: (connection: Connection) => T | Promise<T>): Promise<T> {
    const { waitForWritersMs } = this.#deps;
    return this.write((connection) => inTransaction(connection, () => work(connection), waitForWritersMs));
  }

  /** Writes in a transaction that would survive a power loss once it resolves. */
  transactDurably<T>(work: (connection: Connection) => T | Promise<T>): Promise<T> {
    const { waitForWritersMs } = this.#deps;
    return this.write(async (connection) => {
      const result = await inTransaction(connection, () => work(connection), waitForWritersMs);
      await syncWal(connection);
      return result;
    });
  }

  /** Writes in a transaction that is always rolled back. */
  tryOut<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const { waitForWritersMs } = this.#deps;
    return this.write((connection) => inDryRun(connection, () => work(connection), waitForWritersMs));
  }

  /** Runs work that does not need the writer's turn, or waits for it by itself. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    this.#refuse();
    return mapStoreErrors(work);
  }

  /** Runs work in the writer's turn. The work begins its own transactions. */
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
