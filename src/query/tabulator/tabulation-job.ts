import type { Worker } from 'node:worker_threads';
import { type BucketTotals, isComplete, type PartialTotals, unite } from '../../columns/bucket-totals.ts';
import { isSharedByHours, type TabulationPlan } from '../../columns/tabulation.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { SharedMemory } from './shared-memory.ts';
import type { FromThread, ToThread } from './tabulation-messages.ts';

export interface TabulationJobDeps {
  readonly id: number;
  readonly threads: readonly Worker[];
  readonly plan: TabulationPlan;
  /** For the blobs that the threads read. */
  readonly memory: SharedMemory;
  /** Receives the share that is summed, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * One report that several threads work on. Each sums its part. If the parts share members, each thread
 * then merges a slice of all members.
 */
export class TabulationJob {
  readonly #deps: TabulationJobDeps;
  readonly id: number;
  /** Rejects if the job fails. */
  readonly outcome: Promise<readonly BucketTotals[]>;
  #resolve: (totals: readonly BucketTotals[]) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #parcel: Uint8Array[] = [];
  #parcelBytes = 0;
  /** Parcels for the next free thread. */
  readonly #queue: Uint8Array[][] = [];
  /** The number of unfinished parcels per thread. */
  readonly #atWork = new Map<Worker, number>();
  #isAll = false;
  readonly #lent: SharedArrayBuffer[] = [];
  readonly #shares = new Map<Worker, number>();
  readonly #found: PartialTotals[][] = [];
  readonly #slices: BucketTotals[][] = [];

  constructor(deps: TabulationJobDeps) {
    this.#deps = deps;
    this.id = deps.id;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.outcome.catch(() => {}); // Reading the chunks may fail first, and then nothing awaits the outcome.
    const { id: job, threads, plan } = deps;
    threads.forEach((thread, index) => {
      this.#atWork.set(thread, 0);
      post(thread, { job, kind: 'begin', plan, part: { index, of: threads.length } });
    });
  }

  /** Adds the blob of some hours. */
  add(blob: Uint8Array): void {
    this.#parcel.push(blob);
    this.#parcelBytes += blob.length;
    if (this.#parcelBytes >= bytesPerParcel) this.#send();
  }

  /** Ends the input. */
  finish(): void {
    this.#send();
    this.#isAll = true;
    for (const thread of this.#deps.threads) this.#finishIfIdle(thread);
  }

  /** Handles a thread's message about this job. */
  hear(thread: Worker, message: FromThread): void {
    if (message.kind === 'failed') this.fail(failureOf(message));
    else if (message.kind === 'added') this.#giveMore(thread);
    else if (message.kind === 'progress') this.#advance(thread, message.share);
    else if (message.kind === 'part') this.#collectPart(message.found);
    else this.#collectSlice(message.totals);
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  /** Drops the job if its result is no longer needed. */
  forget(): void {
    const { id: job, threads } = this.#deps;
    for (const thread of threads) post(thread, { job, kind: 'forget' });
  }

  #end(totals: readonly BucketTotals[]): void {
    this.#deps.memory.giveBack(this.#lent);
    this.#resolve(unite(totals));
  }

  #send(): void {
    const { threads, plan, memory } = this.#deps;
    if (this.#parcel.length === 0) return;
    const blobs = memory.copy(this.#parcel, this.#lent);
    this.#parcel = [];
    this.#parcelBytes = 0;
    if (isSharedByHours(plan)) this.#share(blobs);
    else for (const thread of threads) this.#give(thread, blobs);
  }

  #share(blobs: Uint8Array[]): void {
    const { threads } = this.#deps;
    const [idlest] = [...threads].sort((a, b) => this.#heldBy(a) - this.#heldBy(b)) as [Worker];
    if (this.#heldBy(idlest) < parcelsAhead) this.#give(idlest, blobs);
    else this.#queue.push(blobs);
  }

  #give(thread: Worker, blobs: Uint8Array[]): void {
    this.#atWork.set(thread, this.#heldBy(thread) + 1);
    post(thread, { job: this.id, kind: 'add', blobs });
  }

  #giveMore(thread: Worker): void {
    this.#atWork.set(thread, this.#heldBy(thread) - 1);
    const next = this.#queue.shift();
    if (next !== undefined) this.#give(thread, next);
    else if (this.#isAll) this.#finishIfIdle(thread);
  }

  #finishIfIdle(thread: Worker): void {
    if (this.#heldBy(thread) === 0) post(thread, { job: this.id, kind: 'finish' });
  }

  #heldBy(thread: Worker): number {
    return this.#atWork.get(thread) ?? 0;
  }

  #advance(thread: Worker, share: number): void {
    const { threads, onProgress } = this.#deps;
    this.#shares.set(thread, share);
    if (this.#shares.size === threads.length) onProgress(Math.min(...this.#shares.values()));
  }

  #collectPart(part: PartialTotals[]): void {
    const { id: job, threads } = this.#deps;
    this.#found.push(part);
    if (this.#found.length < threads.length) return;
    const found = this.#found.flat();
    if (found.every(isComplete)) this.#end(found);
    else
      threads.forEach((thread, index) => {
        post(thread, { job, kind: 'slice', found, share: { index, of: threads.length } });
      });
  }

  #collectSlice(slice: BucketTotals[]): void {
    this.#slices.push(slice);
    if (this.#slices.length === this.#deps.threads.length) this.#end(this.#slices.flat());
  }
}

/** Summing this much takes a few milliseconds, so that the threads start early and end at about the same time. */
const bytesPerParcel = 2 ** 19;

/** The number of parcels queued for each thread besides its current one, so that it never waits. */
const parcelsAhead = 2;

function failureOf({ error, isCorrupt }: FromThread & { kind: 'failed' }): Error {
  return isCorrupt
    ? new CorruptColumns('a thread found corrupt columns')
    : new Error('a thread failed to add up', { cause: error });
}

function post(thread: Worker, message: ToThread): void {
  thread.postMessage(message);
}
