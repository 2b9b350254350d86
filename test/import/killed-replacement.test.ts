import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hoursOfMonth } from '../../src/core/time.ts';
import { Reporter } from '../../src/query/reporter.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { found } from '../store/sqlite/bytes-found.ts';
import { copyOf } from '../vault/a-census.ts';
import { buildSources } from '../vault/built-sources.ts';
import { aFolder, csv, importOf, lookAt, march2018, written } from './an-import.ts';

const moments = 12;
const months = 8;
const people = 120;

/** The same people write in every month, this often. */
function file(times: number): string {
  const row = (nth: number) => {
    const person = Math.floor(nth / times) % people;
    const month = Math.floor(nth / times / people);
    return [hoursOfMonth(march2018 + month).from + 4 * person, `${person}`, 'general'] as const;
  };
  return csv(...Array.from({ length: months * people * times }, (_, nth) => row(nth)));
}

let built: string;

beforeAll(() => {
  built = buildSources();
}, 60_000);

afterAll(() => rmSync(built, { recursive: true, force: true }));

it('an import that is killed at any moment leaves each month whole, the old or the new one', {
  timeout: 120_000,
}, async () => {
  const { data } = await importOf({ 'a.csv': file(1) });
  const before = await tokensIn(data);
  const full = await messagesByMonth(data);
  const [path = ''] = written(aFolder(), { 'a.csv': file(2) });
  const longestMs = await replace(copyOf(data), path, null);
  const mixtures = new Set<number>();
  for (let moment = 0; moment < moments; moment += 1) {
    const directory = copyOf(data);
    await replace(directory, path, (longestMs * moment) / moments);
    // The next start scrubs what the killed process could not.
    const store = openSqliteStore({ path: join(directory, 'census.db'), migrationsDirectory });
    await store.open(0).forget();
    await store.close();
    const sums = await messagesByMonth(directory);
    for (const [index, sum] of sums.entries()) expect([full[index], 2 * (full[index] ?? 0)]).toContain(sum);
    const replaced = sums.filter((sum, index) => sum !== full[index]).length;
    mixtures.add(replaced);
    const now = new Set((await tokensIn(directory)).map((token) => token.toString('hex')));
    const gone = before.filter((token) => !now.has(token.toString('hex')));
    expect(gone).toHaveLength(replaced * people);
    expect(found(directory, gone)).toBe(0);
    await replace(directory, path, null);
    expect(await messagesByMonth(directory)).toEqual(full.map((sum) => 2 * sum));
    rmSync(directory, { recursive: true });
  }
  expect(mixtures.size, 'some in the middle').toBeGreaterThan(2);
});

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');

/** Imports in another process, which is killed this long after it began to write; null lets it finish. */
async function replace(directory: string, path: string, killAfterMs: number | null): Promise<number> {
  const program = `
    import { importHistory } from ${JSON.stringify(builtModule('cli/import.js'))};
    import { processIo } from ${JSON.stringify(builtModule('cli/io/process-io.js'))};
    process.stdout.write('begun');
    await importHistory.run([${JSON.stringify(path)}, '--data', ${JSON.stringify(directory)}], processIo());`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  const begunMs = performance.now();
  child.stdout.resume();
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

function messagesByMonth(directory: string): Promise<readonly number[]> {
  return lookAt(directory, async (store) => {
    const sums: number[] = [];
    for (const { month } of await store.months('1')) {
      const range = hoursOfMonth(month);
      const { rows } = await new Reporter(store, { now: Date.now }).report({
        guildId: '1',
        type: 'full',
        channel: null,
        range,
      });
      sums.push(rows[0]?.messages ?? 0);
    }
    return sums;
  });
}

function tokensIn(directory: string): Promise<readonly Buffer[]> {
  return lookAt(directory, async (store) => {
    const all: Buffer[] = [];
    for (const { month } of await store.months('1')) {
      const tokens = await store.tokens('1', month);
      for (let number = 0; number < tokens.numbersEnd; number += 1)
        if (tokens.has(number)) all.push(wordOf(tokens.of(number)));
    }
    return all;
  });
}

/** A token as the database stores it. */
function wordOf(token: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(token);
  return bytes;
}
