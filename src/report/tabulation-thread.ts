import { parentPort } from 'node:worker_threads';
import type { BucketTotals } from '../core/report-rows.ts';
import { type Part, Tabulation, type TabulationPlan } from '../core/tabulation.ts';
import type { SharedBytes } from './shared-blobs.ts';

/** What a thread is told. It does the jobs one after the other, in the order in which they are finished. */
export type ToThread = { readonly job: number } & (
  | { readonly kind: 'begin'; readonly plan: TabulationPlan; readonly part: Part }
  | ({ readonly kind: 'add' } & SharedBytes)
  | { readonly kind: 'finish' }
  | { readonly kind: 'forget' }
);

/** What it tells. */
export type FromThread = { readonly job: number } & (
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done'; readonly totals: BucketTotals[] }
  | { readonly kind: 'failed'; readonly error: unknown }
);

const tabulations = new Map<number, Tabulation>();

// This file is where a thread begins: unlike any other, it does something when it is loaded.
parentPort?.on('message', (message: ToThread) => {
  const { job } = message;
  try {
    if (message.kind === 'begin') tabulations.set(job, new Tabulation(message.plan, message.part));
    else if (message.kind === 'add') add(tabulations.get(job), message);
    else if (message.kind === 'finish') finish(job, tabulations.get(job));
    else tabulations.delete(job);
  } catch (error) {
    tabulations.delete(job);
    tell({ job, kind: 'failed', error });
  }
});

function add(tabulation: Tabulation | undefined, { bytes, ends }: SharedBytes): void {
  let start = 0;
  for (const end of ends) {
    tabulation?.add([new Uint8Array(bytes, start, end - start)]);
    start = end;
  }
}

/** There is nothing to finish where an earlier message of the job has failed. */
function finish(job: number, tabulation: Tabulation | undefined): void {
  if (tabulation === undefined) return;
  for (let share = 0; share < 1; ) {
    share = tabulation.advance();
    tell({ job, kind: 'progress', share });
  }
  tell({ job, kind: 'done', totals: tabulation.totals() });
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}
