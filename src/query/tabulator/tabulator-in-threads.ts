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
  /** Where `tabulation-thread.ts` lies as it was compiled. */
  readonly script: URL;
  readonly threads: number;
  /** Less than this is not worth the way to a thread. */
  readonly atLeastBytes?: number;
}

/**
 * Has large months added up by threads of their own, at the speed of several cores and without holding up whoever
 * counts. The threads are begun with the first large month and then wait for the next one.
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
    pieces: AsyncIterable<CounterChunk>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketTotals[]> {
    const iterator = pieces[Symbol.asyncIterator]();
    const first = await firstPieces(iterator, this.#options.atLeastBytes);
    const all = chained(first.pieces, iterator);
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

  /** Ends the threads; what they are at fails. */
  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    for (const thread of threads) thread.ref(); // Their end is waited for, also when there is nothing else to wait for.
    await Promise.all(threads.map((thread) => thread.terminate()));
    for (const job of this.#jobs.values()) job.fail(new Error('the threads that add up were ended'));
  }

  #begin(plan: TabulationPlan, onProgress: (share: number) => void): TabulationJob {
    if (this.#threads.length === 0) this.#threads = Array.from({ length: this.#options.threads }, () => this.#thread());
    // Idle threads keep no process from ending, those at work do.
    for (const thread of this.#threads) thread.ref();
    this.#lastId += 1;
    // Of one channel there is too little to add up to be worth putting together.
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

  /** A thread has died, of what may befall any code: the others go with it, and the next job begins with new ones. */
  #lose(thread: Worker, cause: Error): void {
    if (!this.#threads.includes(thread)) return;
    for (const other of this.#threads) other.terminate().catch(() => {}); // It has ended by itself.
    this.#threads = [];
    for (const job of this.#jobs.values()) job.fail(new Error('a thread that adds up has ended', { cause }));
  }
}

/** What a few hundred thousand counters take, which are added up in a few milliseconds. */
const defaultAtLeastBytes = 2 ** 20;

/** Pieces until they are so many bytes, or all there are. */
async function firstPieces(iterator: AsyncIterator<CounterChunk>, bytes: number) {
  const pieces: CounterChunk[] = [];
  for (let read = 0; read < bytes; ) {
    const next = await iterator.next();
    if (next.done) return { pieces, isAll: true };
    pieces.push(next.value);
    for (const blob of next.value.blobs) read += blob.length;
  }
  return { pieces, isAll: false };
}

/** The pieces that were taken already and then the others; left early, it also leaves where they come from. */
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
