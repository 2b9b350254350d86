import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seal } from '../../src/cli/seal.ts';
import { startOfMonthMs } from '../../src/core/time.ts';
import { SaltFile } from '../../src/vault/at-rest/salt-file.ts';
import { expectNothingOf, type LivedMonth, liveThroughMarch } from '../months/a-lived-month.ts';
import { ACensus, march } from '../vault/a-census.ts';
import { aTerminal, type Terminal } from './a-terminal.ts';

let directory: string;
let lived: LivedMonth[];
let terminal: Terminal;

beforeEach(async () => {
  const census = await ACensus.open({ lanes: 2 });
  directory = census.directory;
  lived = [await liveThroughMarch(census), await liveThroughMarch(await census.beside(1))];
  await census.close();
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function said(): string[] {
  return [...terminal.printed, ...terminal.errors];
}

async function sealAt(nowMs: number, ...options: string[]): Promise<string[]> {
  terminal = aTerminal({ nowMs });
  expect(await seal.run(['--data', directory, ...options], terminal.io)).toBe(0);
  return said();
}

it('closes the month of every shard, and says so in one line', async () => {
  expect(await sealAt(Date.UTC(2026, 4, 2, 3, 4, 5))).toEqual([
    'March 2026: 300 members anonymised, salt destroyed 2026-05-02 03:04:05 UTC',
    'May 2026 is open; it can be closed from 2026-06-01 00:00:00 UTC on, or at once with --now.',
  ]);
  for (const { scan } of lived) expectNothingOf(scan.inFolder(directory));
});

it('closes the running month of every shard with --now, once', async () => {
  const nowMs = Date.UTC(2026, 2, 10, 12);
  expect(await sealAt(nowMs, '--now')).toEqual([
    'March 2026: 300 members anonymised, salt destroyed 2026-03-10 12:00:00 UTC',
    'All months are closed; a bot that is started counts from 2026-04-01 00:00:00 UTC on.',
  ]);
  for (const { scan } of lived) expectNothingOf(scan.inFolder(directory));
  expect(await sealAt(nowMs, '--now')).toEqual([
    'All months are closed; a bot that is started counts from 2026-04-01 00:00:00 UTC on.',
  ]);
});

it('seals the others if one cannot be sealed, and that one later', async () => {
  // The first lane has an older vault, so it is refused.
  await new SaltFile(join(directory, 'vault/salt')).draw(march - 1, (size) => Buffer.alloc(size, 7));
  const laterMs = startOfMonthMs(march + 1) + 1000;
  await expect(sealAt(laterMs)).rejects.toThrow('1 of 2 shards are done.');
  expect(said()).toEqual([
    'March 2026: 150 members anonymised, salt destroyed 2026-04-01 00:00:01 UTC',
    'April 2026 is open; it can be closed from 2026-05-01 00:00:00 UTC on, or at once with --now.',
    expect.stringMatching(/^Shard 0: .*an old vault was restored/),
  ]);
  for (const name of ['salt', 'identity.db']) rmSync(join(directory, 'vault', name));
  expect((await sealAt(laterMs)).filter((line) => !line.includes('The vault does not know'))).toEqual([
    'March 2026: 150 members anonymised, salt destroyed 2026-04-01 00:00:01 UTC',
    'April 2026 is open; it can be closed from 2026-05-01 00:00:00 UTC on, or at once with --now.',
  ]);
  for (const { scan } of lived) expectNothingOf(scan.inFolder(directory));
});
