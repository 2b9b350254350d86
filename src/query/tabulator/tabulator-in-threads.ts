import { Worker } from 'node:worker_threads';
import type { BucketTotals } from '../../columns/bucket-totals.ts';
import { mergeColumns } from '../../columns/columns.ts';
import type { TabulationPlan } from '../../columns/tabulation.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import type { CounterChunk } from '../../store/store-reader.ts';
import { SharedMemory } from './shared-memory.ts';
import { TabulationJob } from './tabulation-job.ts';
import type { FromThread } from './tabulation-messages.ts';
import { shareOfReading, shareRead, type Tabulator, TabulatorInTurns } from './tabulator.ts';

export interface TabulatorInThreadsOptions {
  /** The compiled `tabulation-thread.ts`. */
  readonly script: URL;
  readonly threads: number;
  /** Less than this is not worth the overhead of a thread. */
  readonly atLeastBytes?: number;
}

/**
 * Tabulates large months in threads of its own, on several cores and without blocking the event loop. The threads start
 * with the first large month and then wait for the next one.
 */
export class TabulatorInThreads implements Tabulator {
  readonly #options: Required<TabulatorInThreadsOptions>;
  readonly #inTurns = new TabulatorInTurns();
  readonly #memory = new SharedMemory();
  #threads: readonly Worker[] = [];
  readonly #jobs = new Map<number, TabulationJob>();
  #lastId = 0;

  constructor(options: TabulatorInThreadsOptions) {
    this.#options = { atLeastBytes: defaultAtLeastBytes, ...options };
  }

  async tabulate(
    plan: TabulationPlan,
    chunks: AsyncIterable<CounterChunk>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketTotals[]> {
    const iterator = chunks[Symbol.asyncIterator]();
    const first = await firstChunks(iterator, this.#options.atLeastBytes);
    const all = chained(first.chunks, iterator);
    if (first.isAll) return this.#inTurns.tabulate(plan, all, onProgress);

    const job = this.#begin(plan, (share) => onProgress(shareOfReading + (1 - shareOfReading) * share));
    try {
      for await (const { hours, blobs } of all) {
        if (blobs.length > 0) job.add(mergeColumns(blobs));
        onProgress(shareOfReading * shareRead(plan, hours));
        await nextTurn();
      }
      job.finish();
      return await job.outcome;
    } finally {
      this.#end(job);
    }
  }

  /** Ends the threads. Their unfinished jobs fail. */
  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    for (const thread of threads) thread.ref(); // Their end is awaited even if nothing else keeps the process alive.
    await Promise.all(threads.map((thread) => thread.terminate()));
    for (const job of this.#jobs.values()) job.fail(new Error('the tabulating threads were closed'));
  }

  #begin(plan: TabulationPlan, onProgress: (share: number) => void): TabulationJob {
    if (this.#threads.length === 0) this.#threads = Array.from({ length: this.#options.threads }, () => this.#thread());
    // Idle threads do not keep the process alive; working ones do.
    for (const thread of this.#threads) thread.ref();
    this.#lastId += 1;
    // A single channel is too little work to be worth merging the results of several threads.
    const threads = plan.channel === null ? this.#threads : this.#threads.slice(0, 1);
    const job = new TabulationJob({ id: this.#lastId, threads, plan, memory: this.#memory, onProgress });
    this.#jobs.set(job.id, job);
    return job;
  }

  #end(job: TabulationJob): void {
    job.forget();
    this.#jobs.delete(job.id);
    if (this.#jobs.size === 0) for (const thread of this.#threads) thread.unref();
  }

  #thread(): Worker {
    const thread = new Worker(this.#options.script, { name: 'tabulation', env: {} });
    thread.on('message', (message: FromThread) => this.#jobs.get(message.job)?.hear(thread, message));
    thread.on('error', (cause) => this.#lose(thread, cause));
    thread.unref();
    return thread;
  }

  /** A thread has died unexpectedly. The others are ended too, and the next job starts new ones. */
  #lose(thread: Worker, cause: Error): void {
    if (!this.#threads.includes(thread)) return;
    for (const other of this.#threads) other.terminate().catch(() => {}); // It has already ended.
    this.#threads = [];
    for (const job of this.#jobs.values()) job.fail(new Error('a tabulating thread has died', { cause }));
  }
}

/** The size of a few hundred thousand counters, which are summed in a few milliseconds. */
const defaultAtLeastBytes = 2 ** 20;

/** Reads chunks until they have this many bytes, or until the end. */
async function firstChunks(iterator: AsyncIterator<CounterChunk>, bytes: number) {
  const chunks: CounterChunk[] = [];
  for (let read = 0; read < bytes; ) {
    const next = await iterator.next();
    if (next.done) return { chunks, isAll: true };
    chunks.push(next.value);
    for (const blob of next.value.blobs) read += blob.length;
  }
  return { chunks, isAll: false };
}

/** Yields the chunks already read and then the rest. Ending early also ends the source. */
async function* chained(
  first: readonly CounterChunk[],
  rest: AsyncIterator<CounterChunk>,
): AsyncGenerator<CounterChunk> {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
