import { parentPort } from 'node:worker_threads';
import { sliceOfMembers } from '../../columns/bucket-totals.ts';
import { MemberSums } from '../../columns/member-sums.ts';
import { Tabulation } from '../../columns/tabulation.ts';
import { CorruptColumns } from '../../core/errors.ts';
import { keepJitWarm } from './keep-jit-warm.ts';
import type { FromThread, ToThread } from './tabulation-messages.ts';

interface Job {
  readonly tabulation: Tabulation;
  /** The sums of the job. Other threads may read them until the job is forgotten. */
  readonly sums: MemberSums[];
}

const jobs = new Map<number, Job>();

/** From earlier jobs: used memory is several times as fast as new memory. */
const spareSums: MemberSums[] = [];

/** One job needs no more. Memory of several concurrent jobs beyond that is released. */
const mostSpareSums = 2;

/** Never read: see `keepJitWarm`. */
export const kept = keepJitWarm();

// The entry point of a thread: unlike any other module, it acts when it is loaded.
parentPort?.on('message', (message: ToThread) => {
  try {
    handle(message);
  } catch (error) {
    jobs.delete(message.job);
    tell({ job: message.job, kind: 'failed', error, isCorrupt: error instanceof CorruptColumns });
  }
});

function handle(message: ToThread): void {
  const { job: id } = message;
  const job = jobs.get(id);
  if (message.kind === 'begin') jobs.set(id, begin(message));
  else if (job === undefined)
    return; // An earlier message of the job has failed.
  else if (message.kind === 'add') add(id, message.blobs, job);
  else if (message.kind === 'finish') finish(id, job);
  else if (message.kind === 'slice') slice(id, message);
  else forget(id, job);
}

function begin({ plan, part }: ToThread & { kind: 'begin' }): Job {
  const sums: MemberSums[] = [];
  return { sums, tabulation: new Tabulation(plan, part, () => lend(sums)) };
}

function lend(borrower: MemberSums[]): MemberSums {
  const sums = spareSums.pop() ?? new MemberSums();
  borrower.push(sums);
  return sums;
}

function add(id: number, blobs: readonly Uint8Array[], { tabulation }: Job): void {
  for (const blob of blobs) tabulation.add([blob]);
  tabulation.sumMessages(); // While the next chunks are read.
  tell({ job: id, kind: 'added' });
}

function finish(id: number, { tabulation }: Job): void {
  for (let share = 0; share < 1; ) {
    share = tabulation.advance();
    tell({ job: id, kind: 'progress', share });
  }
  tell({ job: id, kind: 'part', found: tabulation.totals() });
}

function slice(id: number, { found, share }: ToThread & { kind: 'slice' }): void {
  tell({ job: id, kind: 'slice', totals: sliceOfMembers(found, share) });
}

function forget(id: number, { sums }: Job): void {
  jobs.delete(id);
  for (const each of sums.slice(0, mostSpareSums - spareSums.length)) {
    each.clear();
    spareSums.push(each);
  }
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}
