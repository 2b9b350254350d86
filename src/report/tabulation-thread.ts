import { parentPort } from 'node:worker_threads';
import { unite } from '../core/bucket-totals.ts';
import { Tabulation } from '../core/tabulation.ts';
import { type FromThread, memoryOf, type ToThread } from './tabulation-messages.ts';

const tabulations = new Map<number, Tabulation>();

// This file is where a thread begins: unlike any other, it does something when it is loaded.
parentPort?.on('message', (message: ToThread) => {
  const { job } = message;
  try {
    if (message.kind === 'begin') tabulations.set(job, new Tabulation(message.plan, message.part));
    else if (message.kind === 'add') for (const blob of message.blobs) tabulations.get(job)?.add([blob]);
    else if (message.kind === 'finish') finish(job, tabulations.get(job));
    else if (message.kind === 'unite') tell({ job, kind: 'whole', totals: unite(message.found) });
    else tabulations.delete(job);
  } catch (error) {
    tabulations.delete(job);
    tell({ job, kind: 'failed', error });
  }
});

/** There is nothing to finish where an earlier message of the job has failed. */
function finish(job: number, tabulation: Tabulation | undefined): void {
  if (tabulation === undefined) return;
  for (let share = 0; share < 1; ) {
    share = tabulation.advance();
    tell({ job, kind: 'progress', share });
  }
  const found = tabulation.totals();
  tell({ job, kind: 'part', found }, memoryOf(found));
}

function tell(message: FromThread, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}
