import type { Worker } from 'node:worker_threads';
import type { BucketTotals, PartialTotals } from '../core/bucket-totals.ts';
import type { TabulationPlan } from '../core/tabulation.ts';
import type { SharedBytes } from './shared-blobs.ts';
import { amountBuffers, type FromThread, type ToThread } from './tabulation-messages.ts';

export interface TabulationJobParts {
  readonly id: number;
  readonly threads: readonly Worker[];
  readonly plan: TabulationPlan;
  /** Told what share is added up, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** A report that threads work at: each does its part, and the first puts the parts together. */
export class TabulationJob {
  readonly #parts: TabulationJobParts;
  readonly id: number;
  /** Rejects when it cannot be done. */
  readonly outcome: Promise<readonly BucketTotals[]>;
  #resolve: (totals: readonly BucketTotals[]) => void = () => {};
  #reject: (error: Error) => void = () => {};
  readonly #shares = new Map<Worker, number>();
  readonly #found: PartialTotals[][] = [];

  constructor(parts: TabulationJobParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.outcome.catch(() => {}); // Whoever reads the pieces may fail first, and then nobody asks for the outcome.
    const { id: job, threads, plan } = parts;
    threads.forEach((thread, index) => {
      post(thread, { job, kind: 'begin', plan, part: { index, of: threads.length } });
    });
  }

  /** Gives the threads more of what is to be added up. */
  add(shared: SharedBytes): void {
    const { id: job, threads } = this.#parts;
    for (const thread of threads) post(thread, { job, kind: 'add', ...shared });
  }

  /** That was all. */
  finish(): void {
    const { id: job, threads } = this.#parts;
    for (const thread of threads) post(thread, { job, kind: 'finish' });
  }

  /** A thread has told something of this job. */
  hear(thread: Worker, message: FromThread): void {
    if (message.kind === 'failed') this.fail(new Error('what is to be added up cannot be', { cause: message.error }));
    else if (message.kind === 'progress') this.#advance(thread, message.share);
    else if (message.kind === 'part') this.#collect(message.found);
    else this.#resolve(message.totals);
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  /** Nobody waits for it any more. */
  forget(): void {
    const { id: job, threads } = this.#parts;
    for (const thread of threads) post(thread, { job, kind: 'forget' });
  }

  #advance(thread: Worker, share: number): void {
    const { threads, onProgress } = this.#parts;
    this.#shares.set(thread, share);
    if (this.#shares.size === threads.length) onProgress(Math.min(...this.#shares.values()));
  }

  #collect(part: PartialTotals[]): void {
    const { id: job, threads } = this.#parts;
    this.#found.push(part);
    const [first] = threads;
    if (first === undefined || this.#found.length < threads.length) return;
    const found = this.#found.flat();
    post(first, { job, kind: 'unite', found }, amountBuffers(found));
  }
}

function post(thread: Worker, message: ToThread, transferred: readonly ArrayBuffer[] = []): void {
  thread.postMessage(message, transferred);
}
