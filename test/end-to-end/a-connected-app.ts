import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { type App, type Surroundings, startApp } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { readColumns } from '../../src/core/columns.ts';
import { hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { createLog } from '../../src/log.ts';
import type { DiscordServerOptions } from '../../src/simulator/discord-server.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { aConfig } from '../a-config.ts';
import { telephoneLine } from '../discord/telephone-line.ts';
import { aKitchen } from './a-kitchen.ts';
import { WrongClock } from './a-wrong-clock.ts';

export const general = '510000000000000001';
export const lobby = '520000000000000001';
export const attic = '520000000000000002';
export const alice = '110000000000000001';
export const bob = '110000000000000002';
export const carol = '110000000000000003';

const startMs = Date.UTC(2018, 2, 5, 10);
const minuteMs = 60_000;

/** What the store has at the end. */
export interface Counted {
  readonly messages: number;
  readonly joins: number;
  readonly parts: number;
  /** Minutes in voice by channel and member: each line a channel's name and the minutes of one member. */
  readonly voice: readonly string[];
  /** The members at the end of the hour. */
  readonly totalUsers: number;
  /** From and to, in minutes; null is still open. */
  readonly gaps: readonly (readonly [number | null, number | null])[];
}

/** Census on a simulated Discord, in simulated time that begins at minute 0. Gone again after the test. */
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
  const line = await telephoneLine(server);
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-connection-'));
  const database = join(dataDirectory, 'census.db');
  let app: App | null = null;
  let ended: Promise<unknown> = Promise.resolve();
  onTestFinished(async () => {
    await app?.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  /** A question that is answered over the gateway: whatever Discord said before it has been dealt with. */
  const ask = async (name: string, options: Record<string, string> = {}): Promise<string> => {
    const asked = { guildId: guild.id, channelId: guild.modChannelId, userId: guild.moderatorId, name, options };
    const answers = server.people.useCommand(asked);
    await vi.waitFor(
      () => {
        if ((answers.messages()[0]?.content ?? '') === '') throw new Error(`/${name} is not answered`);
      },
      { timeout: 10_000 },
    );
    return answers.messages()[0]?.content ?? '';
  };

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

    /** For when nobody could answer. */
    startUnseen: start,

    /** Why Census cannot go on, as soon as it cannot. */
    ending: () => ended,

    dataDirectory,

    /** Puts the clock of the machine on which Census runs forward or back; Discord's clock goes on as ever. */
    putClock: (minutes: number) => machineClock.jump(minutes * minuteMs),

    /** The machine on which Census runs sleeps, beginning now; time is to go on by so much afterwards. */
    sleep: (minutes: number) => machineClock.sleep(minutes * minuteMs),

    /** Resolves after so many more attempts to connect. */
    async attempts(attempts: number): Promise<void> {
      const wanted = line.connections + attempts;
      await line.until(({ connections }) => connections >= wanted);
    },

    async stop(): Promise<void> {
      await app?.stop();
      app = null;
    },

    /** Waits until Census has dealt with all that it was told in its present session. */
    settle: async () => app?.settled(server.lastSequence()),

    /** Lets time go by. */
    until: (minute: number) => clock.setTo(startMs + minute * minuteMs),

    /** Cuts the connection and lets none be made; resolves when Census has noticed. */
    async cutOff(): Promise<void> {
      const { connections } = line;
      server.faults.refuseConnections(true);
      server.faults.dropConnections();
      await line.until((now) => now.connections > connections);
    },

    /** Lets Census connect again; resolves when it has caught up. */
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

    /** Stops Census, once it has written what it knows of history to be had, and reads what it has counted. */
    async counted(): Promise<Counted> {
      if (app !== null) await vi.waitFor(() => expectCaughtUp(database), { timeout: 10_000 });
      await app?.stop();
      app = null;
      return readCounted(database, guild.id);
    },
  };
}

/** Fails while messages are still to be had from the history of a channel. */
async function expectCaughtUp(path: string): Promise<void> {
  const store = openStore(path);
  const { messagePositions } = await store.checkpoint();
  await store.close();
  if (messagePositions.some(({ gaps }) => gaps.length > 0)) throw new Error('not caught up');
}

function openStore(path: string): Store {
  return openSqliteStore({ path, migrationsDirectory, isReadOnly: true });
}

async function readCounted(path: string, guildId: string): Promise<Counted> {
  const store = openStore(path);
  const sums = { msg: 0, join: 0, part: 0, total_users: 0 };
  const voice = new Map<string, number>();
  const names = new Map((await store.channels(guildId)).map(({ number, name }) => [number, name]));
  const month = hoursOfMonth(monthOf(startMs));
  for await (const { blobs } of store.pieces(guildId, month)) {
    for (const blob of blobs) {
      readColumns(blob, (_hour, event, channel, member, amount) => {
        const key = `${names.get(channel)} ${member}`;
        if (event === 'voice') voice.set(key, (voice.get(key) ?? 0) + amount);
        else if (event === 'total_users') sums.total_users = amount;
        else sums[event] += amount;
      });
    }
  }
  const gaps = (await store.gaps(guildId, month)).map(
    ({ fromMs, toMs }) => [minuteOf(fromMs), minuteOf(toMs)] as const,
  );
  await store.close();
  return {
    messages: sums.msg,
    joins: sums.join,
    parts: sums.part,
    voice: [...voice].map(([key, milliseconds]) => `${key.split(' ')[0]} ${milliseconds / minuteMs}`).sort(),
    totalUsers: sums.total_users,
    gaps,
  };
}

function minuteOf(timeMs: number | null): number | null {
  return timeMs === null ? null : (timeMs - startMs) / minuteMs;
}

const migrationsDirectory = join(import.meta.dirname, '../../migrations');
