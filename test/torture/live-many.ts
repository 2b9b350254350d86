import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { addRunStats, newRunStats, type RunStats } from './run-stats.ts';

export interface ManyLives {
  readonly seed: number;
  readonly months: number;
  /** The number of gateway shards for the guilds; by default the seed decides, from 1 to 3. */
  readonly lanes?: number | undefined;
  /** The number of scenarios that run at the same time. */
  readonly threads: number;
  /** After this many failed scenarios no other one starts; by default 1. */
  readonly mostFaults?: number;
  readonly onProgress?: (stats: RunStats) => void;
}

/** A thread's result of one scenario. */
export type LifeOutcome =
  | { readonly seed: number; readonly stats: RunStats }
  | { readonly seed: number; readonly fault: string };

export interface LivesOutcome {
  readonly stats: RunStats;
  /** The failed seeds, with their errors. */
  readonly faults: ReadonlyMap<number, string>;
}

/** Runs one seed after the other, on several threads, until there are enough server-months or one has failed. */
export async function liveMany({
  seed,
  months,
  lanes,
  threads,
  mostFaults = 1,
  onProgress,
}: ManyLives): Promise<LivesOutcome> {
  const stats = newRunStats();
  const faults = new Map<number, string>();
  let next = seed;
  const work = async () => {
    const worker = new Worker(new URL(`./torture-thread${extname(import.meta.url)}`, import.meta.url));
    while (stats.serverMonths < months && faults.size < mostFaults) {
      const outcome = await lifeOf(worker, { seed: next++, lanes });
      if ('fault' in outcome) faults.set(outcome.seed, outcome.fault);
      else addRunStats(stats, outcome.stats);
      onProgress?.(stats);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, work));
  return { stats, faults };
}

function lifeOf(
  worker: Worker,
  life: { readonly seed: number; readonly lanes: number | undefined },
): Promise<LifeOutcome> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(life);
  });
}
