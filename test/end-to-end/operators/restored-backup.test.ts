import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { alice, bob } from '../../cast.ts';
import { type ConnectedApp, tenMinutes } from '../stages/ten-minutes.ts';

/** What a backup tool copies from a stopped bot and later puts into an empty directory. */
function aBackup({ dataDirectory }: ConnectedApp) {
  const backup = mkdtempSync(join(tmpdir(), 'census-backup-'));
  onTestFinished(() => rmSync(backup, { recursive: true, force: true }));
  copyFileSync(join(dataDirectory, 'census.db'), join(backup, 'census.db'));
  return {
    restore() {
      rmSync(dataDirectory, { recursive: true, force: true });
      mkdirSync(dataDirectory, { mode: 0o700 });
      copyFileSync(join(backup, 'census.db'), join(dataDirectory, 'census.db'));
    },
  };
}

it('a backup restored without its vault counts on, and says that one person may be counted as two', async () => {
  const census = await tenMinutes();
  await census.stop();
  const backup = aBackup(census);
  await census.start();
  census.write(bob, 4);
  await census.settle();
  await census.stop();

  backup.restore();
  await census.start();
  census.write(alice, 2);
  await census.settle();
  await census.until(30);
  expect(await census.ask('status')).toContain('In March 2018 Census had to begin again under new tokens');
  // What was counted after the backup is replayed, because Discord still has the session in the backup.
  expect(await census.counted()).toMatchObject({ messages: 5 + 4 + 2, gaps: [] });
});
