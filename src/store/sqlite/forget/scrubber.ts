import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import { SerialQueue } from '../../../core/async/serial-queue.ts';
import { StillRead } from '../../lane-store.ts';
import type { Snapshots } from '../access/snapshots.ts';
import { inTransaction } from '../access/transaction.ts';
import type { Wal } from '../access/wal.ts';
import type { WriterQueue } from '../access/writer-queue.ts';
import { rewriteOwed } from './owed-rewrites.ts';

const retryAfterMs = 20;

export interface ScrubberDeps {
  readonly connection: Connection;
  readonly wal: Wal;
  readonly queue: WriterQueue;
  readonly snapshots: Snapshots;
  /** An earlier process left a journal, which may hold deleted data. */
  readonly isOwed: boolean;
  /** A monotonic clock in milliseconds. */
  readonly elapsedMs: () => number;
}

/**
 * Removes all deleted data from the database file and its WAL.
 *
 * Once the WAL has been copied, `secure_delete` has cleaned the pages of the database. But the WAL still holds the old
 * pages, and truncating it would return those blocks to the file system unchanged. So it is overwritten with zeros
 * first. (Measured: without that, every deleted row was found on the raw disk. With a reader open, SQLite reports
 * "busy" rather than an error, and only a complete copy is enough.)
 *
 * A caller that waits for readers does not hold the writer's turn. A scrub that fails is pending, and done after a
 * later write as soon as no reader is open. One run serves all callers that asked before it began, such as lanes that
 * close a month together.
 */
export class Scrubber {
  readonly #deps: ScrubberDeps;
  readonly #queue = new SerialQueue();
  #isOwed: boolean;
  /** The number of requests, and how many of them are done. */
  #asked = 0;
  #done = 0;

  constructor(deps: ScrubberDeps) {
    this.#deps = deps;
    this.#isOwed = deps.isOwed;
  }

  /** @throws {StillRead} when a reader stays longer than `patienceMs`. */
  scrub(patienceMs: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const untilMs = this.#deps.elapsedMs() + patienceMs;
    return this.#queue.run(async () => {
      if (this.#done < asked) await this.#scrub(Math.max(0, untilMs - this.#deps.elapsedMs()));
    });
  }

  async #scrub(patienceMs: number): Promise<void> {
    const { queue, snapshots } = this.#deps;
    try {
      for (let waitedMs = 0; ; waitedMs += retryAfterMs) {
        const isDone = await snapshots.withoutReaders(patienceMs, () => queue.run(() => this.#attempt()));
        if (isDone) break;
        if (waitedMs >= patienceMs) throw new StillRead(stillReadMessage);
        await delay(retryAfterMs);
      }
      this.#isOwed = false;
    } catch (error) {
      this.#isOwed = true;
      throw error;
    }
  }

  /** Does a pending scrub, unless a reader is open. The caller must have the writer's turn. */
  async scrubIfOwed(): Promise<void> {
    if (!this.#isOwed || this.#deps.snapshots.isRead) return;
    if (await this.#attempt()) this.#isOwed = false;
  }

  /** The last chance to scrub: closing the database deletes the WAL. The caller must have the writer's turn. */
  async scrubBeforeClosing(): Promise<void> {
    await this.#attempt();
  }

  /** Resolves to false if a reader was open. */
  async #attempt(): Promise<boolean> {
    const { connection, wal } = this.#deps;
    const asked = this.#asked;
    await rewriteOwed(connection);
    if (!(await wal.copy('restart'))) return false;
    // An empty transaction keeps other programs from writing meanwhile.
    await inTransaction(connection, () => overwrite(`${connection.name}-wal`));
    if (!(await wal.copy('truncate'))) return false;
    this.#done = asked;
    return true;
  }
}

/**
 * Overwrites a fully copied WAL with zeros. Opening it a second time is safe, because SQLite's locks are on other
 * files. The header is overwritten and synced first: a WAL with a header but without its end would restore old pages
 * after a power loss.
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

/** The length of the WAL header. See "The WAL File Format" in SQLite's documentation. */
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
  'Another program is still reading the database, so deleted data cannot be overwritten yet. Census tries again.';
