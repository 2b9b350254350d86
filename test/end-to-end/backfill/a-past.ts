import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PermissionFlagsBits } from '@discordjs/core';
import { type App, startApp } from '../../../src/app/app.ts';
import { backfill } from '../../../src/cli/backfill.ts';
import { hourMs } from '../../../src/core/time.ts';
import { createLog } from '../../../src/log.ts';
import { setUpDemoGuild } from '../../../src/simulator/population/demo-guild-setup.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';
import { aTerminal } from '../../cli/a-terminal.ts';
import { writtenWorld } from './written-world.ts';

export interface PastOptions {
  readonly seed: number;
  readonly fromMs: number;
  readonly days: number;
  readonly channels: number;
  readonly people: number;
  readonly messagesPerDay: number;
  /** By default as many as the client sends. */
  readonly requestsPerSecond?: number;
}

/**
 * A simulated Discord in which people will write for some months, and bots that count them or that come later. `run` starts
 * them: that of the sources, or of a build.
 */
export async function aPast(options: PastOptions, run = startApp) {
  const { requestsPerSecond = 1000, fromMs } = options;
  const clock = new SimulatedClock(fromMs);
  const world = writtenWorld(options);
  const server = new DiscordServer({ clock, settings: { requestsPerSecond: 1000 } });
  await server.start();
  const closing: (() => unknown)[] = [() => server.stop()];
  const facts = { name: 'Kitchen', channels: world.channels, initialMemberCount: 10, afkChannelId: null };
  const guild = setUpDemoGuild(server, facts);
  server.channels.setOverwrites(world.unreadable, [
    { id: guild.id, kind: 'role', allow: 0n, deny: PermissionFlagsBits.ReadMessageHistory },
  ]);
  server.channels.create(guild.id, { id: world.forum, name: 'ideas', type: 'forum' });

  const newData = (): string => {
    const data = mkdtempSync(join(tmpdir(), 'census-past-'));
    closing.push(() => rmSync(data, { recursive: true, force: true }));
    return data;
  };
  /** Census answers in order, so everything before is counted when this resolves. */
  const ask = async (userId: string, name: string, given: Record<string, string> = {}): Promise<string> => {
    const { id: guildId, modChannelId: channelId } = guild;
    const answers = server.people.useCommand({ guildId, channelId, userId, name, options: given });
    for (let waited = 0; waited < 10_000; waited += 5) {
      const [first] = answers.messages();
      if (first !== undefined && !first.isThinking) return first.content;
      await setTimeout(5);
    }
    throw new Error(`/${name} is not answered`);
  };
  const start = (data: string): Promise<App> =>
    run(aConfig({ discordApiUrl: server.apiUrl, dataDirectory: data }), {
      clock,
      random: randomBytes,
      log: createLog('error', process.stderr),
      flushEveryMs: hourMs,
    });

  return {
    ...{ server, guild, world, clock, newData, ask, start },

    /** Stops everything and removes the data. */
    async close(): Promise<void> {
      for (const close of closing.toReversed()) await close();
    },

    /** Starts a bot that ignores what this world ignores. */
    async bot(data = newData()) {
      const app = await start(data);
      const stop = app.stop.bind(app);
      let stopped: Promise<void> | null = null;
      app.stop = () => {
        stopped ??= stop();
        return stopped;
      };
      closing.push(() => app.stop());
      await ask(guild.moderatorId, 'settings', { mod_channel: guild.modChannelId, link_domain: 'example.org' });
      await ask(guild.moderatorId, 'settings', { ignored_channel: world.ignored, ignored_member: world.ignoredPerson });
      await ask(world.optedOut, 'privacy', { action: 'opt-out' });
      return { app, data };
    },

    /** Lets everything happen, day by day. Threads are archived as they grow old. */
    async live(app: App | null = null): Promise<void> {
      for (const day of world.days) {
        for (const { archive, ...event } of day.events) {
          await clock.setTo(event.atMs);
          if (archive !== undefined) server.channels.archive(archive);
          else server.perform(guild.id, event);
        }
        await app?.settled(server.lastSequence());
        await clock.setTo(day.endMs);
        await app?.settled(server.lastSequence());
      }
    },

    /** Runs `npm run backfill` on the data of a bot that is stopped. */
    async backfill(data: string, ...args: readonly string[]) {
      server.settings.requestsPerSecond = requestsPerSecond;
      const environment = { DISCORD_TOKEN: 'any', DISCORD_API_URL: server.apiUrl };
      const { io, printed, errors } = aTerminal({ nowMs: clock.now(), environment });
      const code = await backfill.run([...args, '--data', data], io);
      return { code, printed, errors };
    },
  };
}

export type Past = Awaited<ReturnType<typeof aPast>>;
