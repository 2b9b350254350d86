import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';
import { aTerminal } from './a-terminal.ts';

/** Runs `npm run backfill` on an empty folder. */
async function backfill(args: readonly string[]) {
  const data = mkdtempSync(join(tmpdir(), 'census-backfill-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const { io, errors } = aTerminal();
  return { errors, code: await runCommand(['backfill', ...args, '--data', data], io) };
}

it.each([
  [[], '--months: expected a number from 1 to 150, got nothing'],
  [['--months', '0'], '--months: expected a number from 1 to 150, got 0'],
  [['--months', '151'], '--months: expected a number from 1 to 150, got 151'],
  [['--months', 'all'], '--months: expected a number from 1 to 150, got all'],
])('%j is refused', async (args, expected) => {
  const { code, errors } = await backfill(args);
  expect(errors).toContain(expected);
  expect(code).toBe(1);
});

it('wants data of a bot', async () => {
  const { code, errors } = await backfill(['--months', '12']);
  expect(errors.join()).toMatch(/expected a folder with a census.db/);
  expect(code).toBe(1);
});
