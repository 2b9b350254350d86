import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { type App, startApp } from '../../../src/app/app.ts';
import { createLog } from '../../../src/log.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { aConfig } from '../../a-config.ts';

const guildId = '310000000000000001';
const lobby = '520000000000000001';
const modChannel = '510000000000000001';
const owner = '110000000000000009';
const monthEndMs = Date.UTC(2026, 3, 1);

it('continues to count a member whom only an earlier process saw enter voice, under the new month too', async () => {
  const clock = new SimulatedClock(monthEndMs - 7_200_000);
  const server = new DiscordServer({ clock });
  await server.start();
  server.guilds.create({
    id: guildId,
    name: 'Kitchen',
    ownerId: owner,
    channels: [
      { id: lobby, name: 'Lobby', type: 'voice' },
      { id: modChannel, name: 'mods', type: 'text' },
    ],
    memberCount: 12,
  });
  const config = aConfig({ discordApiUrl: server.apiUrl, dataDirectory: mkdtempSync(join(tmpdir(), 'census-month-')) });
  const log = createLog('silent', process.stderr);
  const surroundings = { clock, random: randomBytes, log, flushEveryMs: 60_000 };

  const first = await startApp(config, surroundings);
  server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: '110000000000000001', channel: lobby });
  await first.settled(server.lastSequence());
  await clock.setTo(monthEndMs - 3_600_000);
  await first.stop();

  const second = await startApp(config, surroundings);
  expect(server.identifies, 'the session was resumed').toBe(1);
  await clock.setTo(monthEndMs + 6_000);
  await vi.waitFor(() => expect(server.identifies, 'a new snapshot was asked for').toBe(2), { timeout: 20_000 });
  await server.connected();
  await second.settled(server.lastSequence());
  await clock.setTo(monthEndMs + 3_600_000);
  server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: '110000000000000001', channel: null });
  await second.settled(server.lastSequence());

  await ask(second, server, 'settings', { mod_channel: modChannel });
  expect(await voiceSeconds(second, server, '2026-03-31')).toBe('2.0 man-hours');
  // The time between the month end and the new snapshot was not observed.
  expect(await voiceSeconds(second, server, '2026-04-01')).toBe('1.0 man-hours');
  await second.stop();
  await server.stop();
}, 60_000);

async function voiceSeconds(app: App, server: DiscordServer, range: string): Promise<string | undefined> {
  const [answer] = await ask(app, server, 'report', { type: 'full', range });
  const embed = answer?.embeds[0] as { fields: { name: string; value: string }[] };
  return embed.fields.find(({ name }) => name === 'Voice time')?.value;
}

async function ask(app: App, server: DiscordServer, name: string, options: Record<string, string>) {
  const answers = server.people.useCommand({ guildId, channelId: modChannel, userId: owner, name, options });
  await app.settled(server.lastSequence());
  return answers.messages();
}
