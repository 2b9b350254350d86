import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type App, startApp } from '../../../src/app/app.ts';
import { hoursOfMonth, startOfMonthMs } from '../../../src/core/time.ts';
import { createLog } from '../../../src/log.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { aConfig } from '../../a-config.ts';
import { projectRoot } from '../../project-root.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const owner = '110000000000000009';
const [ann, ben, cleo, robot] = ['1', '2', '3', '8'].map((digit) => `11000000000000000${digit}`) as [
  string,
  string,
  string,
  string,
];
const march = 2026 * 12 + 2;

describe('the visitors of a month', () => {
  it('count once across a restart, and no app counts, although only a new session tells which are apps', async () => {
    const on = await aVisitedServer();
    on.appear(ann, 'desktop');
    on.appear(robot, 'web', true);
    await on.start();
    on.appear(ben, 'web');
    await on.stop();
    on.appear(ben, 'mobile'); // No process listens, but the session keeps it.
    on.appear(cleo, 'mobile');
    await on.start();
    expect(on.server.identifies).toBe(1);
    for (const device of ['mobile', 'web']) on.appear(robot, device, true);
    on.appear(ann, 'mobile');
    expect(await on.counted(march)).toEqual(['desktop 1', 'mobile 1', 'web 1']);

    // In April this process begins its own session, and learns at once who is online and which are apps.
    await on.clock.setTo(startOfMonthMs(march + 1) + 5 * 60_000);
    await vi.waitFor(() => expect(on.server.identifies).toBe(2), { timeout: 10_000 });
    await on.server.connected();
    for (const device of ['mobile', 'web']) on.appear(robot, device, true);
    await vi.waitFor(async () => expect(await on.counted(march + 1)).toEqual(['mobile 3']), { timeout: 10_000 });
    expect(await on.counted(march)).toEqual(['desktop 1', 'mobile 1', 'web 1']);
    expect(on.bytes()).not.toContain(ann);
  });

  it('are counted from the start that turns it on, even if an earlier session could be resumed', async () => {
    const on = await aVisitedServer();
    await on.start({ countVisitors: false });
    on.appear(ann, 'desktop');
    expect(await on.counted(march)).toEqual([]);
    await on.stop();
    await on.start();
    expect(on.server.identifies).toBe(2);
    on.appear(ben, 'web');
    expect(await on.counted(march)).toEqual(['desktop 1', 'web 1']);
    await on.stop();
    await on.start();
    expect(on.server.identifies).toBe(2);
  });

  it('are deleted after so many months, even if they are no longer counted', async () => {
    const on = await aVisitedServer();
    await on.start({ keepVisitorsMonths: 1 });
    on.appear(ann, 'desktop');
    expect(await on.counted(march)).toEqual(['desktop 1']);
    await on.clock.setTo(startOfMonthMs(march + 1) + 60_000);
    expect(await on.counted(march)).toEqual(['desktop 1']);
    await on.stop();
    await on.clock.setTo(startOfMonthMs(march + 2) - 60_000);
    await on.start({ countVisitors: false, keepVisitorsMonths: 1 });
    expect(await on.counted(march)).toEqual(['desktop 1']);
    await on.clock.setTo(startOfMonthMs(march + 2) + 60_000);
    await vi.waitFor(async () => expect(await on.counted(march)).toEqual([]), { timeout: 10_000 });
  });
});

/** A simulated Discord late in March 2026, and Census on it. Removed after the test. */
async function aVisitedServer() {
  const clock = new SimulatedClock(startOfMonthMs(march + 1) - 3_600_000);
  const privilegedIntents = { guildMembers: true, messageContent: true, presences: true };
  const server = new DiscordServer({ clock, settings: { privilegedIntents } });
  await server.start();
  onTestFinished(() => server.stop());
  const channels = [{ id: general, name: 'general', type: 'text' as const }];
  server.guilds.create({ id: guildId, name: 'Kitchen', ownerId: owner, memberCount: 12, channels });
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-visitors-'));
  let app: App | null = null;
  const stop = async () => {
    await app?.stop();
    app = null;
  };
  onTestFinished(async () => {
    await stop();
    rmSync(dataDirectory, { recursive: true });
  });
  return {
    clock,
    server,
    stop,

    async start({ countVisitors = true, keepVisitorsMonths = 24 } = {}): Promise<void> {
      const config = aConfig({ discordApiUrl: server.apiUrl, dataDirectory, countVisitors, keepVisitorsMonths });
      const log = createLog('silent', process.stderr);
      app = await startApp(config, { clock, random: randomBytes, log, flushEveryMs: 1000 });
      await app.settled(server.lastSequence());
    },

    appear: (user: string, device: string, bot = false) =>
      server.perform(guildId, { atMs: clock.now(), ev: 'presence', user, device, bot }),

    /** The stored totals by device, once everything received is counted. */
    async counted(month: number): Promise<string[]> {
      await app?.settled(server.lastSequence());
      await clock.setTo(clock.now() + 2000);
      const store = openSqliteStore({ path: join(dataDirectory, 'census.db'), migrationsDirectory, isReadOnly: true });
      const totals = await store.totals(guildId, { metrics: ['device'], range: hoursOfMonth(month) });
      await store.close();
      return totals.map(({ key, amount }) => `${key} ${amount}`);
    },

    /** The bytes of all files. */
    bytes: () =>
      readdirSync(dataDirectory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join(''),
  };
}

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
