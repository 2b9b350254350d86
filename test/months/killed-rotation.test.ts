import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededBytes } from '../seeded-bytes.ts';
import { ACensus, copyOf, march } from '../vault/a-census.ts';
import { buildSources } from '../vault/built-sources.ts';
import { expectSealed, type LivedMonth, liveThroughMarch } from './a-lived-month.ts';

const moments = 18;
const atATime = 3;

let built: string;
let folder: string;
/** What happened in March, by lane. */
let lived: readonly LivedMonth[];

beforeAll(async () => {
  built = buildSources();
  const census = await ACensus.open({ lanes: 2 });
  lived = [await liveThroughMarch(census), await liveThroughMarch(await census.beside(1))];
  folder = census.copy(); // With the journals, as a killed bot leaves them.
  await census.dispose();
}, 60_000);

afterAll(() => {
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

it('a process that is killed twice at any moment of the rotations of two lanes loses and leaves nothing', {
  timeout: 120_000,
}, async () => {
  const longestMs = await timeOfUnharmed();
  const random = seededBytes('moments');
  const momentMs = () => ((random(1)[0] ?? 0) / 255) * longestMs;
  const stages: Stage[] = [];
  const killTwice = async () => {
    const directory = copyOf(folder);
    await rotate(directory, momentMs());
    await rotate(directory, momentMs());
    stages.push(...(await recovered(directory)));
  };
  for (let killed = 0; killed < moments; killed += atATime) {
    await Promise.all(Array.from({ length: atATime }, killTwice));
  }
  expect(stages).toHaveLength(2 * moments);
  expect(new Set(stages), 'some in the middle').toContain('rotating');
});

/** How far the killed processes had come in a lane. */
type Stage = 'open' | 'rotating' | 'sealed';

/** Closes March in both lanes, in another process that is killed after the given time; null lets it finish. */
async function rotate(directory: string, killAfterMs: number | null): Promise<number> {
  const program = `
    import { seal } from ${JSON.stringify(builtModule('cli/seal.js'))};
    import { processIo } from ${JSON.stringify(builtModule('cli/io/process-io.js'))};
    process.stdout.write('begun');
    await seal.run(['--data', ${JSON.stringify(directory)}], processIo());`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  const begunMs = performance.now();
  if (killAfterMs !== null) {
    await delay(killAfterMs);
    child.kill('SIGKILL');
  }
  const [code] = await ended;
  if (killAfterMs === null) expect(code).toBe(0);
  return performance.now() - begunMs;
}

function builtModule(path: string): string {
  return pathToFileURL(join(built, 'dist', path)).href;
}

async function timeOfUnharmed(): Promise<number> {
  const directory = copyOf(folder);
  const tookMs = await rotate(directory, null);
  expect(await recovered(directory)).toEqual(['sealed', 'sealed']);
  return tookMs;
}

/** Checks that the next start, which is not killed, closes the months with all their counts. */
async function recovered(directory: string): Promise<readonly Stage[]> {
  const census = await ACensus.open({ directory, seed: directory });
  const stages: Stage[] = [];
  const lanes = [census, await census.beside(1)];
  for (const lane of lanes) {
    const isOpen = lane.vault.month === march;
    stages.push(lane.receipts.length > 0 ? 'rotating' : isOpen ? 'open' : 'sealed');
    if (isOpen) await lane.rotateTo(march + 1);
  }
  for (const [index, month] of lived.entries()) await expectSealed(lanes[index] ?? census, month);
  await census.dispose();
  return stages;
}
