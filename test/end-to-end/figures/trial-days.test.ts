import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startApp } from '../../../src/app/app.ts';
import { exportCounters } from '../../../src/cli/export.ts';
import { createLog } from '../../../src/log.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { aConfig } from '../../a-config.ts';
import { aTerminal } from '../../cli/a-terminal.ts';
import { projectRoot } from '../../project-root.ts';
import { parseCsv } from '../../render/files/naive-csv.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const owner = '110000000000000009';
const bob = '110000000000000002';
const carol = '110000000000000003';
const hourMs = 3_600_000;

it('a newcomer writes from the first day, and is an active member from the second', { timeout: 60_000 }, async () => {
  const startMs = Date.UTC(2026, 2, 29, 12);
  const clock = new SimulatedClock(startMs);
  const server = new DiscordServer({ clock });
  await server.start();
  onTestFinished(() => server.stop());
  const channels = [{ id: general, name: 'general', type: 'text' as const }];
  server.guilds.create({ id: guildId, name: 'Kitchen', ownerId: owner, channels, memberCount: 12 });
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-trial-'));
  const config = aConfig({ discordApiUrl: server.apiUrl, dataDirectory, trialDays: 1 });
  const log = createLog('silent', process.stderr);
  const app = await startApp(config, { clock, random: randomBytes, log, flushEveryMs: hourMs });
  onTestFinished(async () => {
    await app.stop();
    rmSync(dataDirectory, { recursive: true });
  });
  const ask = async (name: string, options: Record<string, string>) => {
    const answers = server.people.useCommand({ guildId, channelId: general, userId: owner, name, options });
    await app.settled(server.lastSequence());
    return JSON.stringify(answers.messages()[0]?.embeds);
  };
  const write = (...users: readonly string[]) => {
    for (const user of users)
      server.perform(guildId, { atMs: clock.now(), ev: 'msg', user, channel: general, amount: 1 });
  };
  const activeOn = (range: string) =>
    ask('active', { range }).then((embeds) => /"Active in the range","value":"(\d+)/.exec(embeds)?.[1]);

  await app.settled(server.lastSequence());
  await ask('settings', { mod_channel: general });
  server.perform(guildId, { atMs: clock.now(), ev: 'join', user: carol });
  await clock.setTo(startMs + hourMs);
  write(bob, carol);
  await clock.setTo(startMs + hourMs + 40 * 60_000); // The answer is of what was until the nearest full hour.
  expect(await activeOn('2026-03-29')).toBe('1');
  expect(await ask('report', { type: 'full', range: '2026-03-29' })).toContain('{"name":"Messages","value":"2"');
  expect(await ask('report', { type: 'full', range: '2026-03-29' })).toContain('Wrote or talked: 1 member (');
  await clock.setTo(startMs + 25 * hourMs);
  write(carol);
  await clock.setTo(startMs + 25 * hourMs + 40 * 60_000);
  expect(await activeOn('2026-03-30')).toBe('1');
  expect(await activeOn('2026-03-29 to 2026-03-31')).toBe('2');

  await clock.setTo(Date.UTC(2026, 3, 1, 0, 5));
  const store = openSqliteStore({
    path: join(dataDirectory, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
    isReadOnly: true,
  });
  onTestFinished(() => store.close());
  const march = 2026 * 12 + 2;
  await vi.waitFor(async () => expect((await store.trial(guildId, march)).summary).not.toBeNull(), { timeout: 10_000 });
  await vi.waitFor(async () => expect(await store.open(0).sealedTrials()).toEqual([]), { timeout: 10_000 });
  expect(await activeOn('2026-03-29')).toBe('1');
  expect(await activeOn('2026-03-29 to 2026-03-31')).toBe('2');
  const out = join(dataDirectory, 'active.csv');
  await exportCounters.run(
    ['active', '--data', dataDirectory, '--range', '2026-03-29 to 2026-04-01', '--out', out],
    aTerminal().io,
  );
  const lines = parseCsv(readFileSync(out, 'utf8')).slice(1);
  // March began before counting did.
  expect(lines.map(([day, dau, , , , , , , month]) => [day, dau, month])).toEqual([
    ['2026-03-29', '1', ''],
    ['2026-03-30', '1', ''],
    ['2026-03-31', '0', ''],
  ]);
});
