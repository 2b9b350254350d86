import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { type App, startApp } from '../../../src/app/app.ts';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { createLog } from '../../../src/log.ts';
import { aConfig } from '../../a-config.ts';
import { general, lobby } from '../../cast.ts';
import { freePort } from '../../web/free-port.ts';
import { readScrape } from '../../web/metrics/a-scrape.ts';
import { aKitchen } from './a-kitchen.ts';

export const people = ['110000000000000001', '110000000000000002', '110000000000000003'] as const;

/** Census on a simulated Discord, in real time, with metrics. Removed after the test. */
export async function aWatchedApp() {
  const clock = new SystemClock();
  const channels = [
    { id: general, name: 'general', type: 'text' },
    { id: lobby, name: 'Lobby', type: 'voice' },
  ] as const;
  const { server, guild } = await aKitchen({ clock }, channels, 12);
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-watched-'));
  const metricsAddress = { host: '127.0.0.1', port: await freePort() };
  let app: App | null = null;
  onTestFinished(async () => {
    await app?.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });
  const get = (path: string) => fetch(`http://127.0.0.1:${metricsAddress.port}${path}`);

  return {
    server,
    guild,
    metricsAddress,
    get,

    async start(): Promise<void> {
      const log = createLog('error', process.stderr);
      const config = aConfig({ discordApiUrl: server.apiUrl, dataDirectory, mauMax: 500, metricsAddress });
      app = await startApp(config, { clock, random: randomBytes, log, flushEveryMs: 200 });
    },

    /** Waits until Census has handled everything that it received. */
    settle: async () => app?.settled(server.lastSequence()),

    async stop(): Promise<void> {
      await app?.stop();
      app = null;
    },

    write: (user: string, amount: number) =>
      server.perform(guild.id, { atMs: clock.now(), ev: 'msg', user, channel: general, amount }),
    speak: (user: string, channel: string | null) =>
      server.perform(guild.id, { atMs: clock.now(), ev: 'voice', user, channel }),
    join: (user: string) => server.perform(guild.id, { atMs: clock.now(), ev: 'join', user }),
    part: (user: string) => server.perform(guild.id, { atMs: clock.now(), ev: 'part', user }),

    /** A moderator requests a full report of today. */
    async report(): Promise<void> {
      const asked = { guildId: guild.id, channelId: guild.modChannelId, userId: guild.moderatorId };
      const answer = async (name: string, options: Record<string, string>) => {
        const answers = server.people.useCommand({ ...asked, name, options });
        await vi.waitFor(() => {
          if (!answers.messages().some(({ isThinking }) => !isThinking)) throw new Error(`/${name} is not answered`);
        }, patience);
      };
      await answer('settings', { mod_channel: guild.modChannelId });
      await answer('report', { type: 'full', range: 'today' });
    },

    scrape: async () => readScrape(await (await get('/metrics')).text()),
  };
}

/** How long to wait for something, and how often to check. */
export const patience = { timeout: 20_000, interval: 100 };
