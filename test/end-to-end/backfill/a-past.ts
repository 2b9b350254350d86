import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermissionFlagsBits } from '@discordjs/core';
import { onTestFinished } from 'vitest';
import { type App, startApp } from '../../../src/app/app.ts';
import { backfill } from '../../../src/cli/backfill.ts';
import { hourMs } from '../../../src/core/time.ts';
import { createLog } from '../../../src/log.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';
import { aTerminal } from '../../cli/a-terminal.ts';
import { aKitchen } from '../stages/a-kitchen.ts';
import { answerTo } from '../stages/answer-to.ts';
import { type WrittenWorld, writtenWorld } from './written-world.ts';

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

/** A simulated Discord in which people will write for some months, and bots that count them or that come later. */
export async function aPast(options: PastOptions) {
  const { requestsPerSecond = 1000, fromMs } = options;
  const clock = new SimulatedClock(fromMs);
  const world = writtenWorld(options);
  const { server, guild } = await aKitchen({ clock, settings: { requestsPerSecond } }, world.channels, 10);
  server.channels.setOverwrites(world.unreadable, [
    { id: guild.id, kind: 'role', allow: 0n, deny: PermissionFlagsBits.ReadMessageHistory },
  ]);
  server.channels.create(guild.id, { id: world.forum, name: 'ideas', type: 'forum' });

  const newData = (): string => {
    const data = mkdtempSync(join(tmpdir(), 'census-past-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    return data;
  };
  const ask = (userId: string, name: string, given: Record<string, string> = {}): Promise<string> =>
    answerTo(server, { guildId: guild.id, channelId: guild.modChannelId, userId, name, options: given });
  const start = (data: string): Promise<App> =>
    startApp(aConfig({ discordApiUrl: server.apiUrl, dataDirectory: data }), {
      clock,
      random: randomBytes,
      log: createLog('error', process.stderr),
      flushEveryMs: hourMs,
    });

  return {
    ...{ server, guild, world, clock, newData, ask, start },

    /** Starts a bot that ignores what this world ignores. It is stopped after the test. */
    async bot(data = newData()) {
      const app = await start(data);
      onTestFinished(() => app.stop());
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
      const environment = { DISCORD_TOKEN: 'any', DISCORD_API_URL: server.apiUrl };
      const { io, printed, errors } = aTerminal({ nowMs: clock.now(), environment });
      const code = await backfill.run([...args, '--data', data], io);
      return { code, printed, errors };
    },
  };
}

export type Past = Awaited<ReturnType<typeof aPast>>;
export type { WrittenWorld };
