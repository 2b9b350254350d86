import { GatewayIntentBits } from '@discordjs/core';
import { REST } from 'discord.js';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { describeApplication } from '../../../src/gateway/rest/application.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

async function discord(): Promise<DiscordServer> {
  const server = new DiscordServer({ clock: new SimulatedClock(Date.UTC(2026, 2, 1)), settings: { token: 'right' } });
  await server.start();
  return server;
}

function rest(server: { readonly apiUrl: string }, token = 'right'): REST {
  return new REST({ api: server.apiUrl, retries: 0 }).setToken(token);
}

test('the intents are those granted to the application', async () => {
  const server = await discord();
  expect(await describeApplication(rest(server), false)).toMatchObject({ botUserId: server.botId, missingIntents: [] });
  server.settings.privilegedIntents = { guildMembers: false, messageContent: true, presences: true };
  expect(await describeApplication(rest(server), false)).toMatchObject({ missingIntents: ['GuildMembers'] });
  await server.stop();
});

test('a wrong token, an error of Discord and a dead connection are each explained in a sentence without the token', async () => {
  const server = await discord();
  const failureOf = (asking: REST) =>
    describeApplication(asking, false).then(String, (error: unknown) => error as Error);
  const wrong = await failureOf(rest(server, 'wrong'));
  server.faults.failRequests(2, 503);
  const faulty = await failureOf(rest(server));
  const { apiUrl } = server;
  await server.stop();
  const dead = await failureOf(rest({ apiUrl }));

  expect([wrong, faulty, dead].map((error) => error instanceof UserError)).toEqual([true, true, true]);
  expect(String(wrong)).toContain('Discord refuses the token');
  for (const error of [faulty, dead]) expect(String(error)).toContain('Check the network');
  expect([wrong, faulty, dead].map(String).join()).not.toContain('wrong');
});

test('presences are requested, and reported as missing, only if visitors are counted', async () => {
  const server = await discord();
  const missing = (countsVisitors: boolean) => describeApplication(rest(server), countsVisitors);
  expect((await missing(true)).missingIntents).toEqual(['GuildPresences']);
  expect((await missing(false)).missingIntents).toEqual([]);
  server.settings.privilegedIntents = { guildMembers: true, messageContent: true, presences: true };
  expect((await missing(true)).missingIntents).toEqual([]);
  expect((await missing(true)).intents).toContain(GatewayIntentBits.GuildPresences);
  expect((await missing(false)).intents).not.toContain(GatewayIntentBits.GuildPresences);
  await server.stop();
});
