import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { mergeColumns } from '../core/columns.ts';
import type { BucketTotals } from '../core/report-rows.ts';
import type { TabulationPlan } from '../core/tabulation.ts';
import type { Piece } from '../store/store.ts';
import { SharedBlobs } from './shared-blobs.ts';
import type { FromThread, ToThread } from './tabulation-thread.ts';
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
 * counts. Each thread sees all the pieces in shared memory and does its part. The threads are begun with the first
 * large month and then wait for the next one.
 */
export class TabulatorInThreads implements Tabulator {
  readonly #options: Required<TabulatorInThreadsOptions>;
  readonly #inTurns = new TabulatorInTurns();
  #threads: readonly Worker[] = [];
  readonly #jobs = new Map<number, Job>();
  #lastJob = 0;

  constructor(options: TabulatorInThreadsOptions) {
    this.#options = { atLeastBytes: defaultAtLeastBytes, ...options };
  }

  async tabulate(
    plan: TabulationPlan,
    pieces: AsyncIterable<Piece>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketTotals[]> {
    const iterator = pieces[Symbol.asyncIterator]();
    const first = await firstPieces(iterator, this.#options.atLeastBytes);
    const all = chained(first.pieces, iterator);
    if (first.isAll) return this.#inTurns.tabulate(plan, all, onProgress);

    const job = this.#begin(plan, onProgress);
    try {
      await this.#share(job, plan, all, onProgress);
      return await job.outcome;
    } finally {
      this.#end(job);
    }
  }

  /** Ends the threads; what they are at fails. */
  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map((thread) => thread.terminate()));
    for (const job of this.#jobs.values()) job.fail(new Error('the threads that add up were ended'));
  }

  #begin(plan: TabulationPlan, onProgress: (share: number) => void): Job {
    if (this.#threads.length === 0) this.#threads = Array.from({ length: this.#options.threads }, () => this.#thread());
    this.#lastJob += 1;
    const job = new Job(this.#lastJob, this.#threads.length, onProgress);
    if (this.#jobs.size === 0) for (const thread of this.#threads) thread.ref();
    this.#jobs.set(job.id, job);
    this.#threads.forEach((thread, index, { length }) => {
      post(thread, { kind: 'begin', job: job.id, plan, part: { index, of: length } });
    });
    return job;
  }

  async #share(
    job: Job,
    plan: TabulationPlan,
    pieces: AsyncIterable<Piece>,
    onProgress: (share: number) => void,
  ): Promise<void> {
    const shared = new SharedBlobs((blobs) => {
      for (const thread of this.#threads) post(thread, { kind: 'add', job: job.id, ...blobs });
    });
    for await (const { hours, blobs } of pieces) {
      if (blobs.length > 0) shared.add(mergeColumns(blobs));
      onProgress(shareOfReading * shareRead(plan, hours));
      await nextTurn();
    }
    shared.flush();
    for (const thread of this.#threads) post(thread, { kind: 'finish', job: job.id });
  }

  #end({ id }: Job): void {
    this.#jobs.delete(id);
    for (const thread of this.#threads) {
      post(thread, { kind: 'forget', job: id });
      if (this.#jobs.size === 0) thread.unref();
    }
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
    const jobs = [...this.#jobs.values()];
    for (const other of this.#threads) void other.terminate();
    this.#threads = [];
    for (const job of jobs) job.fail(new Error('a thread that adds up has ended', { cause }));
  }
}

/** What a few hundred thousand counters take, which are added up in a few milliseconds. */
const defaultAtLeastBytes = 2 ** 20;

/** A report under way: what the threads have told of it. */
class Job {
  readonly id: number;
  /** What was found, once every thread has told its part. */
  readonly outcome: Promise<readonly BucketTotals[]>;
  #resolve: (found: readonly BucketTotals[]) => void = () => {};
  #reject: (error: Error) => void = () => {};
  readonly #threads: number;
  readonly #onProgress: (share: number) => void;
  readonly #shares = new Map<Worker, number>();
  readonly #found: BucketTotals[][] = [];

  constructor(id: number, threads: number, onProgress: (share: number) => void) {
    this.id = id;
    this.#threads = threads;
    this.#onProgress = onProgress;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.outcome.catch(() => {}); // Whoever reads the pieces may fail first, and then nobody asks for the outcome.
  }

  hear(thread: Worker, message: FromThread): void {
    if (message.kind === 'failed') this.fail(new Error('what is to be added up cannot be', { cause: message.error }));
    else if (message.kind === 'progress') this.#advance(thread, message.share);
    else {
      this.#found.push(message.totals);
      if (this.#found.length === this.#threads) this.#resolve(this.#found.flat());
    }
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  #advance(thread: Worker, share: number): void {
    this.#shares.set(thread, share);
    const slowest = this.#shares.size < this.#threads ? 0 : Math.min(...this.#shares.values());
    this.#onProgress(shareOfReading + (1 - shareOfReading) * slowest);
  }
}

function post(thread: Worker, message: ToThread): void {
  thread.postMessage(message);
}

/** Pieces until they are so many bytes, or all there are. */
async function firstPieces(iterator: AsyncIterator<Piece>, bytes: number) {
  const pieces: Piece[] = [];
  for (let read = 0; read < bytes; ) {
    const next = await iterator.next();
    if (next.done) return { pieces, isAll: true };
    pieces.push(next.value);
    for (const blob of next.value.blobs) read += blob.length;
  }
  return { pieces, isAll: false };
}

/** The pieces that were taken already and then the others; left early, it also leaves where they come from. */
async function* chained(first: readonly Piece[], rest: AsyncIterator<Piece>): AsyncGenerator<Piece> {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
