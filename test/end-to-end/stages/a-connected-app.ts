import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { type App, type Surroundings, startApp } from '../../../src/app/app.ts';
import type { Config } from '../../../src/config.ts';
import { monthOf } from '../../../src/core/time.ts';
import { createLog } from '../../../src/log.ts';
import type { DiscordServerOptions } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';
import { general, lobby } from '../../cast.ts';
import { tcpProxy } from '../../gateway/connection/tcp-proxy.ts';
import { aKitchen } from './a-kitchen.ts';
import { WrongClock } from './a-wrong-clock.ts';
import { answerTo } from './answer-to.ts';
import { type Counted, expectCaughtUp, readCounted } from './counted.ts';

export const attic = '520000000000000002';

const startMs = Date.UTC(2018, 2, 5, 10);
const minuteMs = 60_000;

/** Census on a simulated Discord, in simulated time that starts at minute 0. Removed after the test. */
export async function aConnectedApp(
  options: Partial<DiscordServerOptions> = {},
  { mauMax = null, flushEveryMs = minuteMs }: Partial<Pick<Config, 'mauMax'> & Pick<Surroundings, 'flushEveryMs'>> = {},
) {
  const clock = new SimulatedClock(startMs);
  const machineClock = new WrongClock(clock);
  const channels = [
    { id: general, name: 'general', type: 'text' },
    { id: lobby, name: 'Lobby', type: 'voice' },
    { id: attic, name: 'Attic', type: 'voice' },
  ] as const;
  const { server, guild } = await aKitchen({ clock, ...options }, channels, 10);
  const line = await tcpProxy(server);
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-connection-'));
  const database = join(dataDirectory, 'census.db');
  let app: App | null = null;
  let ended: Promise<unknown> = Promise.resolve();
  onTestFinished(async () => {
    await app?.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  /** Asks a question over the gateway. Once it is answered, Census has handled everything that Discord sent before. */
  const ask = (name: string, options: Record<string, string> = {}): Promise<string> =>
    answerTo(server, { guildId: guild.id, channelId: guild.modChannelId, userId: guild.moderatorId, name, options });

  const start = async (): Promise<void> => {
    const log = createLog('error', process.stderr);
    const config = aConfig({ discordApiUrl: server.apiUrl, dataDirectory, mauMax });
    app = await startApp(config, { clock: machineClock, random: randomBytes, log, flushEveryMs });
    ended = app.failed.catch((error: unknown) => error);
  };

  return {
    server,
    guild,
    guildId: guild.id,
    ask,

    async start(): Promise<void> {
      await start();
      await ask('settings', { mod_channel: guild.modChannelId });
    },

    /** For tests in which Census cannot answer. */
    startUnseen: start,

    /** Why Census cannot continue, once it cannot. */
    ending: () => ended,

    dataDirectory,

    /** Sets Census's machine clock forward or back. Discord's clock is not affected. */
    putClock: (minutes: number) => machineClock.jump(minutes * minuteMs),

    /** Puts Census's machine to sleep now. Afterwards, advance the time by that many minutes. */
    sleep: (minutes: number) => machineClock.sleep(minutes * minuteMs),

    /** Resolves after this many more attempts to connect. */
    async attempts(attempts: number): Promise<void> {
      const wanted = line.connections + attempts;
      await line.until(({ connections }) => connections >= wanted);
    },

    async stop(): Promise<void> {
      await app?.stop();
      app = null;
    },

    /** Waits until Census has handled everything that it received in its current session. */
    settle: async () => app?.settled(server.lastSequence()),

    /** Advances the time. */
    until: (minute: number) => clock.setTo(startMs + minute * minuteMs),

    /** Cuts the connection and allows no new one. Resolves when Census has noticed. */
    async cutOff(): Promise<void> {
      const { connections } = line;
      server.faults.refuseConnections(true);
      server.faults.dropConnections();
      await line.until((now) => now.connections > connections);
    },

    /** Lets Census connect again. Resolves when it has caught up. */
    async letBackIn(): Promise<void> {
      server.faults.refuseConnections(false);
      await server.connected();
      await ask('status');
    },

    write: (user: string, amount = 1) =>
      server.perform(guild.id, { atMs: clock.now(), ev: 'msg', user, channel: general, amount }),
    speak: (user: string, channel: string | null) =>
      server.perform(guild.id, { atMs: clock.now(), ev: 'voice', user, channel }),
    join: (user: string) => server.perform(guild.id, { atMs: clock.now(), ev: 'join', user }),
    part: (user: string) => server.perform(guild.id, { atMs: clock.now(), ev: 'part', user }),

    /** Stops Census once no messages are left to catch up, and reads what it has counted. */
    async counted(): Promise<Counted> {
      if (app !== null) await vi.waitFor(() => expectCaughtUp(database), { timeout: 10_000 });
      await app?.stop();
      app = null;
      return readCounted(database, { guildId: guild.id, month: monthOf(startMs), startMs });
    },
  };
}
