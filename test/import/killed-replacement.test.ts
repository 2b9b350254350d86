import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hoursOfMonth } from '../../src/core/time.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { reportOf, valuesIn } from '../query/ask.ts';
import { found } from '../store/sqlite/forgotten/bytes-found.ts';
import { buildSources } from '../vault/built-sources.ts';
import { aFolder, csv, importOf, lookAt, march2018, written } from './an-import.ts';

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

it.each([0, 3, 7])(
  'an import that is killed while it replaces month %i leaves each month whole, the old or the new one',
  {
    timeout: 60_000,
  },
  async (killedAt) => {
    const { data: directory } = await importOf({ 'a.csv': file(1) });
    const before = await tokensIn(directory);
    const [path = ''] = written(aFolder(), { 'a.csv': file(2) });
    expect(await replace(directory, path, killedAt)).toBe('SIGKILL');
    // The next start overwrites what the killed process could not.
    const store = openSqliteStore({ path: join(directory, 'census.db'), migrationsDirectory });
    await store.open(0).forget();
    await store.close();

    const sums = await messagesByMonth(directory);
    const replaced = sums.filter((sum) => sum === 2 * people).length;
    expect([killedAt, killedAt + 1]).toContain(replaced);
    expect(sums.filter((sum) => sum === people)).toHaveLength(months - replaced);
    const now = new Set((await tokensIn(directory)).map((token) => token.toString('hex')));
    const gone = before.filter((token) => !now.has(token.toString('hex')));
    expect(gone).toHaveLength(replaced * people);
    expect(found(directory, gone)).toBe(0);

    expect(await replace(directory, path, null)).toBeNull();
    expect(await messagesByMonth(directory)).toEqual(sums.map(() => 2 * people));
  },
);

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');

/** Imports in another process, which is killed within the work on a month; null lets it finish. Resolves to the signal. */
async function replace(directory: string, path: string, killedAt: number | null): Promise<string | null> {
  const program = `
    import { importHistory } from ${JSON.stringify(builtModule('cli/import.js'))};
    import { processIo } from ${JSON.stringify(builtModule('cli/io/process-io.js'))};
    import { SqliteLane } from ${JSON.stringify(builtModule('store/sqlite/sqlite-lane.js'))};
    const { importMonth } = SqliteLane.prototype;
    let month = 0;
    SqliteLane.prototype.importMonth = function (...args) {
      if (month++ === ${killedAt}) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
      return importMonth.apply(this, args);
    };
    const code = await importHistory.run([${JSON.stringify(path)}, '--data', ${JSON.stringify(directory)}], processIo());
    process.exitCode = code;`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
  const [, signal] = await once(child, 'exit');
  return signal;
}

function builtModule(path: string): string {
  return pathToFileURL(join(built, 'dist', path)).href;
}

function messagesByMonth(directory: string): Promise<readonly number[]> {
  return lookAt(directory, async (store) => {
    const sums: number[] = [];
    for (const { month } of await store.months('1')) {
      const range = hoursOfMonth(month);
      const made = await reportOf(store, { now: Date.now }, { guildId: '1', type: 'full', channel: null, range });
      sums.push(Number(valuesIn(made).messages));
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
