import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import { type App, startApp } from '../../../src/app/app.ts';
import { LanesToDivide } from '../../../src/app/ending.ts';
import type { Config } from '../../../src/config.ts';
import type { MachineClock } from '../../../src/core/clock.ts';
import { monthOf } from '../../../src/core/time.ts';
import { createLog } from '../../../src/log.ts';
import { setUpDemoGuild } from '../../../src/simulator/population/demo-guild-setup.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { shardOf } from '../../../src/simulator/server/gateway/sharding.ts';
import type { ServerSettings } from '../../../src/simulator/server/server-settings.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';
import { tcpProxy } from '../../gateway/connection/tcp-proxy.ts';
import { answerTo } from './answer-to.ts';
import { expectCaughtUp, openToRead, readCounted } from './counted.ts';

export interface OnShards {
  /** How many shards Discord recommends at the start. */
  readonly shards?: number;
  /** Minute 0. */
  readonly startMs?: number;
  readonly settings?: Partial<ServerSettings>;
  readonly config?: Partial<Pick<Config, 'shards'>>;
  readonly flushEveryMs?: number;
  /** Time advances without waiting for Census's tasks: for lanes that wait for each other at the same instant. */
  readonly isTimeUnheld?: boolean;
}

/** A server on each of three shards. */
export type AppOnShards = Awaited<ReturnType<typeof anAppOnShards>>;

/**
 * Census in three servers, each on its own shard if there are three, on a simulated Discord over real sockets, in
 * simulated time. As with `npm start`, it is started again when its number of shards changes. Removed after the test.
 */
export async function anAppOnShards(options: OnShards = {}) {
  const { shards = 3, startMs = Date.UTC(2018, 2, 5, 10), settings, config = {}, flushEveryMs = minuteMs } = options;
  const clock = new SimulatedClock(startMs);
  const ownClock = options.isTimeUnheld === true ? unheld(clock) : clock;
  const server = new DiscordServer({ clock, settings: { shards, maxConcurrency: 16, ...settings } });
  await server.start();
  onTestFinished(() => server.stop());
  const line = await tcpProxy(server);
  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-shards-'));
  const database = join(dataDirectory, 'census.db');
  const logged = new PassThrough();
  let printed = '';
  logged.on('data', (bytes) => {
    printed += bytes;
  });
  let app: App | null = null;
  let ended: Promise<unknown> = Promise.resolve();
  onTestFinished(async () => {
    await app?.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });
  const shardCount = () => Math.max(1, laneCount);
  let laneCount = 0;

  const start = async (areMoreShardsRequired = false): Promise<void> => {
    const log = createLog('info', logged);
    const whole = aConfig({ discordApiUrl: server.apiUrl, dataDirectory, ...config });
    const surroundings = { clock: ownClock, random: randomBytes, log, flushEveryMs, areMoreShardsRequired };
    app = await startApp(whole, surroundings);
    ended = app.failed.catch((error: unknown) => error);
    laneCount = (await lanesOf(database)).length;
  };

  const guilds = [0, 1, 2].map((shardId) => aGuildOn(server, shardId, clock));
  return {
    server,
    clock,
    guilds: guilds as [GuildOnShard, GuildOnShard, GuildOnShard],

    /** Resolves when the first shard counts. */
    start,

    /** Resolves when all shards count and every server answers. */
    async startCounting(): Promise<void> {
      await start();
      await this.allConnected();
      for (const guild of guilds) await guild.ask('settings', { mod_channel: guild.modChannelId });
    },

    allConnected: async () => {
      for (let shardId = 0; shardId < shardCount(); shardId += 1) await server.connected(shardId, shardCount());
    },

    /** Why Census cannot continue, once it cannot. */
    ending: () => ended,

    /** Waits until its number of shards changes, and starts it again. */
    async startAgainOverMore(): Promise<void> {
      const error = await ended;
      if (!(error instanceof LanesToDivide)) throw error;
      await app?.stop();
      app = null;
      await start(error.isRequired);
      await this.allConnected();
    },

    async stop(): Promise<void> {
      await app?.stop();
      app = null;
    },

    /** The number of stored lanes. */
    lanes: async () => (await lanesOf(database)).length,

    /** What it has logged so far. */
    logged: () => printed,

    /** Waits until Census has handled everything that these shards received; by default all shards. */
    async settle(...shardIds: readonly number[]): Promise<void> {
      const count = shardCount();
      const wanted = shardIds.length > 0 ? shardIds : Array.from({ length: count }, (_, shardId) => shardId);
      for (const shardId of wanted) await app?.settled(server.lastSequence(shardId, count), shardId);
    },

    /** Advances the time. */
    until: (minute: number) => clock.setTo(startMs + minute * minuteMs),

    /** Cuts one shard off. Resolves when Census has noticed. */
    async cutOff(shardId: number): Promise<void> {
      const { connections } = line;
      server.faults.cutShard(shardId);
      await line.until((now) => now.connections > connections);
    },

    /** Lets it connect again. Resolves when it has caught up. */
    async letBackIn(shardId: number): Promise<void> {
      server.faults.restoreShard(shardId);
      await server.connected(shardId, shardCount());
      for (const { id, ask } of guilds) if (shardOf(id, shardCount()) === shardId) await ask('status');
    },

    /** Until when each lane has observed everything, as stored, in minutes. */
    observedUntil: async () =>
      (await lanesOf(database)).map(({ observedUntilMs }) => observedUntilMs && (observedUntilMs - startMs) / minuteMs),

    /** Stops Census once no messages are left to catch up, and reads what it has counted in each server. */
    async counted(month = monthOf(startMs)) {
      if (app !== null) await vi.waitFor(() => expectCaughtUp(database), { timeout: 10_000 });
      await app?.stop();
      app = null;
      const ids = guilds.map(({ id: guildId }) => guildId);
      return Promise.all(ids.map((guildId) => readCounted(database, { guildId, month, startMs })));
    },

    /** The stored months of each server. */
    async months() {
      const store = openToRead(database);
      const months = await Promise.all(guilds.map(({ id }) => store.months(id)));
      await store.close();
      return months.map((own) => own.map(({ isSealed, isSplit }) => ({ isSealed, isSplit })));
    },
  };
}

export type GuildOnShard = ReturnType<typeof aGuildOn>;

/** A server on a shard of three, with people who write in `general` and use voice in `Lobby`. */
function aGuildOn(server: DiscordServer, shardId: number, clock: SimulatedClock) {
  const [general, lobby] = [`51000000000000000${shardId}`, `52000000000000000${shardId}`];
  const channels = [
    { id: general, name: 'general', type: 'text' },
    { id: lobby, name: 'Lobby', type: 'voice' },
  ] as const;
  const world = { name: `Kitchen ${shardId}`, channels, initialMemberCount: 10, afkChannelId: null };
  // Guilds on the first shards of six are also there of three, and two of them of two.
  const guild = setUpDemoGuild(server, world, { shardId, shardCount: 6 });
  const now = () => clock.now();
  return {
    ...guild,
    write: (user: string, amount = 1) =>
      server.perform(guild.id, { atMs: now(), ev: 'msg', user, channel: general, amount }),
    enter: (user: string) => server.perform(guild.id, { atMs: now(), ev: 'voice', user, channel: lobby }),
    leave: (user: string) => server.perform(guild.id, { atMs: now(), ev: 'voice', user, channel: null }),
    join: (user: string) => server.perform(guild.id, { atMs: now(), ev: 'join', user }),
    /**
     * Asks a question over the gateway. Once it is answered, Census has handled everything that Discord sent before.
     */
    ask: (name: string, options: Record<string, string> = {}): Promise<string> =>
      answerTo(server, {
        guildId: guild.id,
        channelId: guild.modChannelId,
        userId: guild.moderatorId,
        name,
        options,
      }),
  };
}

/** The same clock, but it does not wait for the tasks that it starts. */
function unheld(clock: SimulatedClock): MachineClock {
  return {
    now: () => clock.now(),
    elapsedMs: () => clock.elapsedMs(),
    ranUntilMs: () => clock.ranUntilMs(),
    after: (waitMs, task) => clock.after(waitMs, () => void task()),
  };
}

async function lanesOf(database: string) {
  const store = openToRead(database);
  const lanes = await store.lanes();
  await store.close();
  return lanes;
}

const minuteMs = 60_000;
