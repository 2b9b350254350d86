import { parentPort } from 'node:worker_threads';
import { Life } from './life.ts';

parentPort?.on('message', async (seed: number) => {
  try {
    parentPort?.postMessage({ seed, score: await new Life(seed).run() });
  } catch (error) {
    parentPort?.postMessage({ seed, fault: error instanceof Error ? error.message : String(error) });
  }
});
