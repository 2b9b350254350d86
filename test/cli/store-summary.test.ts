import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { backup } from '../../src/cli/backup.ts';
import { restore } from '../../src/cli/restore.ts';
import { hourMs, startOfMonthMs } from '../../src/core/time.ts';
import { aDataFolder, february, march, nowMs, writtenMessages } from './a-data-folder.ts';
import { aTerminal } from './a-terminal.ts';

/** The output of a backup of three lanes, and of its restore. */
async function copied(data: string): Promise<{ readonly made: string; readonly put: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'census-summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { io, printed } = aTerminal({ nowMs });
  expect(await backup.run(['--data', data, '--out', join(folder, 'copy')], io)).toBe(0);
  const made = printed.splice(0).join('\n');
  expect(await restore.run(['--from', join(folder, 'copy'), '--data', join(folder, 'data')], io)).toBe(0);
  return { made, put: printed.splice(0).join('\n') };
}

it('a backup of several lanes is counted until the time of the lane that is furthest behind', async () => {
  const counters = writtenMessages(startOfMonthMs(march), 2);
  const { made, put } = await copied(
    await aDataFolder({ lanes: 3, counters, unlike: { 2: { observedUntilMs: nowMs - hourMs } } }),
  );
  for (const text of [made, put]) expect(text).toContain('1 server, counted until 2026-03-14 17:30:00 UTC.');
  expect(made).toContain(
    'The copy holds the tokens of March 2026. Delete it when that month is sealed, after 2026-04-01',
  );
  expect(put.match(/March 2026 continues with new numbers/g)).toHaveLength(1);
});

it('a backup of lanes in two months names both', async () => {
  const counters = [...writtenMessages(startOfMonthMs(february), 2), ...writtenMessages(startOfMonthMs(march), 2)];
  const { put, made } = await copied(await aDataFolder({ lanes: 3, counters, unlike: { 1: { openMonth: february } } }));
  expect(made).toContain('The copy holds the tokens of March 2026.'); // No one has a number in February any longer.
  expect(put).toContain('February 2026 is over: the bot closes it when it starts.');
  expect(put).toContain('March 2026 continues with new numbers');
});
