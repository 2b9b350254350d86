import { parentPort } from 'node:worker_threads';
import { Life, type LifeSize } from './life.ts';

parentPort?.on('message', async ({ seed, ...size }: LifeSize & { readonly seed: number }) => {
  try {
    parentPort?.postMessage({ seed, score: await new Life(seed, size).run() });
  } catch (error) {
    parentPort?.postMessage({ seed, fault: error instanceof Error ? error.message : String(error) });
  }
});
