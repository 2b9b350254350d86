import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import { SerialQueue } from '../../../core/async/serial-queue.ts';
import { StillRead } from '../../still-read.ts';
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
  /** The process before this one has left a journal, and with it perhaps something that was deleted. */
  readonly isOwed: boolean;
  /** Milliseconds by a clock that nobody sets. */
  readonly elapsedMs: () => number;
}

/**
 * Leaves nothing of what was deleted in the file of the database or in its WAL.
 *
 * The pages of the database are clean by `secure_delete` once the WAL has been copied into it, but the WAL still has
 * every page as it was, and cutting it off would hand those blocks to the file system as they are. So it is written over
 * with zeros in between. (Measured: without that pass every deleted row was found on the raw disk. SQLite reports "busy"
 * instead of failing when a reader is still open; only a complete copy will do.)
 *
 * A caller that waits for readers to leave does not have the writer's turn meanwhile. What was asked for and could not
 * be done is owed, and done after a later write, as soon as nobody reads. One run serves all who asked before it began,
 * such as lanes that close a month together.
 */
export class Scrubber {
  readonly #deps: ScrubberDeps;
  readonly #queue = new SerialQueue();
  #isOwed: boolean;
  /** How often it was asked for, and for how many of these it is done. */
  #asked = 0;
  #done = 0;

  constructor(deps: ScrubberDeps) {
    this.#deps = deps;
    this.#isOwed = deps.isOwed;
  }

  /** @throws {StillRead} when a reader stays for longer than `patienceMs`. */
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

  /** Does what is owed, if nobody reads. The caller has the writer's turn. */
  async scrubIfOwed(): Promise<void> {
    if (!this.#isOwed || this.#deps.snapshots.isRead) return;
    if (await this.#attempt()) this.#isOwed = false;
  }

  /** SQLite deletes the WAL when the database is closed, and no later scrub comes. The caller has the writer's turn. */
  async scrubBeforeClosing(): Promise<void> {
    await this.#attempt();
  }

  /** False when a reader was open. */
  async #attempt(): Promise<boolean> {
    const { connection, wal } = this.#deps;
    const asked = this.#asked;
    await rewriteOwed(connection);
    if (!(await wal.copy('restart'))) return false;
    // Within a transaction, which writes nothing: nobody else can write meanwhile.
    await inTransaction(connection, () => overwrite(`${connection.name}-wal`));
    if (!(await wal.copy('truncate'))) return false;
    this.#done = asked;
    return true;
  }
}

/**
 * Writes zeros over a WAL of which all is in the database. SQLite locks the files beside it and not the WAL itself, so
 * that it may be opened a second time. Its head goes first, and is on the disk before the rest: a WAL that has its head
 * and not its end would, after a loss of power, bring back pages as they once were.
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

/** Of a WAL: see "The WAL File Format" in SQLite's manual. */
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
  'Another program is still reading the database, so what was deleted cannot be overwritten yet. Census tries again.';
