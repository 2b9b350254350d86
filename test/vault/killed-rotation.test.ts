import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACensus, copyOf, march } from './a-census.ts';
import { expectSealed, type LivedMonth, liveThroughMarch } from './a-lived-month.ts';
import { buildSources } from './built-sources.ts';
import { seededRandom } from './seeded-random.ts';

const moments = 24;
const atATime = 3;

let built: string;
let folder: string;
let lived: LivedMonth;

beforeAll(async () => {
  built = buildSources();
  const census = await ACensus.open();
  lived = await liveThroughMarch(census);
  folder = census.copy(); // With the journals, as a bot leaves them that was killed itself.
  await census.dispose();
}, 60_000);

afterAll(() => {
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

it('a real process that is killed at any moment of a rotation, twice in a row, loses and leaves nothing', {
  timeout: 120_000,
}, async () => {
  const longestMs = await timeOfUnharmed();
  const random = seededRandom('moments');
  const momentMs = () => ((random(1)[0] ?? 0) / 255) * longestMs;
  const stages: Stage[] = [];
  const killTwice = async () => {
    const directory = copyOf(folder);
    await rotate(directory, momentMs());
    await rotate(directory, momentMs());
    stages.push(await recovered(directory));
  };
  for (let killed = 0; killed < moments; killed += atATime) {
    await Promise.all(Array.from({ length: atATime }, killTwice));
  }
  expect(stages).toHaveLength(moments);
  expect(new Set(stages), 'some in the middle').toContain('rotating');
});

/** What the killed processes had come to. */
type Stage = 'open' | 'rotating' | 'sealed';

/** Closes March in a process of its own, which is killed so long after it has begun with it; null lets it finish. */
async function rotate(directory: string, killAfterMs: number | null): Promise<number> {
  const program = `
    import { seal } from ${JSON.stringify(pathToFileURL(join(built, 'dist/cli/seal.js')).href)};
    process.stdout.write('begun');
    await seal.run(['--data', ${JSON.stringify(directory)}]);`;
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

async function timeOfUnharmed(): Promise<number> {
  const directory = copyOf(folder);
  const tookMs = await rotate(directory, null);
  expect(await recovered(directory)).toBe('sealed');
  return tookMs;
}

/** What the next start, which nobody kills, makes of it: always a month that is closed with all its counts. */
async function recovered(directory: string): Promise<Stage> {
  const census = await ACensus.open({ directory, seed: directory });
  const isOpen = census.vault.month === march;
  const stage = census.receipts.length > 0 ? 'rotating' : isOpen ? 'open' : 'sealed';
  if (isOpen) await census.rotateTo(march + 1);
  await expectSealed(census, lived);
  await census.dispose();
  return stage;
}
