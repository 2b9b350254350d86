import type { Worker } from 'node:worker_threads';
import type { BucketTotals, PartialTotals } from '../core/bucket-totals.ts';
import { isSharedByHours, type TabulationPlan } from '../core/tabulation.ts';
import { inSharedMemory } from './shared-memory.ts';
import { type FromThread, memoryOf, type ToThread } from './tabulation-messages.ts';

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
  #parcel: Uint8Array[] = [];
  #parcelBytes = 0;
  #parcelsSent = 0;
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

  /** Adds the blob of some hours. It is handed over: nobody else may look into it afterwards. */
  add(blob: Uint8Array): void {
    this.#parcel.push(blob);
    this.#parcelBytes += blob.length;
    if (this.#parcelBytes >= bytesPerParcel) this.#send();
  }

  /** That was all. */
  finish(): void {
    this.#send();
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

  #send(): void {
    const { id: job, threads, plan } = this.#parts;
    const blobs = this.#parcel;
    if (blobs.length === 0) return;
    if (isSharedByHours(plan)) {
      const thread = threads[this.#parcelsSent % threads.length] as Worker;
      post(thread, { job, kind: 'add', blobs }, ownMemory(blobs));
    } else {
      const shared = inSharedMemory(blobs);
      for (const thread of threads) post(thread, { job, kind: 'add', blobs: shared });
    }
    this.#parcel = [];
    this.#parcelBytes = 0;
    this.#parcelsSent += 1;
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
    post(first, { job, kind: 'unite', found }, memoryOf(found));
  }
}

/** Adding up so much takes some milliseconds: the threads begin early, and end at about the same time. */
const bytesPerParcel = 2 ** 19;

function post(thread: Worker, message: ToThread, transferred: readonly ArrayBuffer[] = []): void {
  thread.postMessage(message, transferred);
}

/** What can be handed over instead of copied: not what is part of something larger. */
function ownMemory(blobs: readonly Uint8Array[]): ArrayBuffer[] {
  return blobs
    .filter(({ buffer, length }) => buffer.byteLength === length)
    .map(({ buffer }) => buffer)
    .filter((memory) => memory instanceof ArrayBuffer);
}
