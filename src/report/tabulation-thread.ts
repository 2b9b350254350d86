import { parentPort } from 'node:worker_threads';
import { unite } from '../core/bucket-totals.ts';
import { Tabulation } from '../core/tabulation.ts';
import type { SharedBytes } from './shared-blobs.ts';
import { amountBuffers, type FromThread, type ToThread } from './tabulation-messages.ts';

const tabulations = new Map<number, Tabulation>();

// This file is where a thread begins: unlike any other, it does something when it is loaded.
parentPort?.on('message', (message: ToThread) => {
  const { job } = message;
  try {
    if (message.kind === 'begin') tabulations.set(job, new Tabulation(message.plan, message.part));
    else if (message.kind === 'add') add(tabulations.get(job), message);
    else if (message.kind === 'finish') finish(job, tabulations.get(job));
    else if (message.kind === 'unite') tell({ job, kind: 'whole', totals: unite(message.found) });
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
  const found = tabulation.totals();
  tell({ job, kind: 'part', found }, amountBuffers(found));
}

function tell(message: FromThread, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}
