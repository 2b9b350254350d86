import { parentPort } from 'node:worker_threads';
import { Scenario, type ScenarioSize } from './scenario.ts';

parentPort?.on('message', async ({ seed, ...size }: ScenarioSize & { readonly seed: number }) => {
  try {
    parentPort?.postMessage({ seed, stats: await new Scenario(seed, size).run() });
  } catch (error) {
    parentPort?.postMessage({ seed, fault: error instanceof Error ? error.message : String(error) });
  }
});
