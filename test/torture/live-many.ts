import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { addRunStats, newRunStats, type RunStats } from './run-stats.ts';

export interface ManyLives {
  readonly seed: number;
  readonly months: number;
  /** Over how many gateway shards the guilds are divided; left out, the seed decides, from 1 to 3. */
  readonly lanes?: number | undefined;
  /** How many lives are lived at the same time. */
  readonly threads: number;
  /** After so many lives that went wrong no other is begun; 1 where it is left out. */
  readonly mostFaults?: number;
  readonly onProgress?: (score: RunStats) => void;
}

/** What a thread says of one life. */
export type LifeOutcome =
  | { readonly seed: number; readonly score: RunStats }
  | { readonly seed: number; readonly fault: string };

export interface LivesOutcome {
  readonly score: RunStats;
  /** The lives that went wrong, and how. */
  readonly faults: ReadonlyMap<number, string>;
}

/** Lives one seed after the other, on several threads, until there are enough server-months or one has failed. */
export async function liveMany({
  seed,
  months,
  lanes,
  threads,
  mostFaults = 1,
  onProgress,
}: ManyLives): Promise<LivesOutcome> {
  const score = newRunStats();
  const faults = new Map<number, string>();
  let next = seed;
  const work = async () => {
    const worker = new Worker(new URL(`./torture-thread${extname(import.meta.url)}`, import.meta.url));
    while (score.serverMonths < months && faults.size < mostFaults) {
      const outcome = await lifeOf(worker, { seed: next++, lanes });
      if ('fault' in outcome) faults.set(outcome.seed, outcome.fault);
      else addRunStats(score, outcome.score);
      onProgress?.(score);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, work));
  return { score, faults };
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
