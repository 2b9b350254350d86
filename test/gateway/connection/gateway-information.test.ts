import { REST } from 'discord.js';
import { expect, it } from 'vitest';
import { wantedShards } from '../../../src/gateway/connection/gateway-information.ts';
import { stage } from '../../simulator/server/stage.ts';

async function aDiscord(shards: number) {
  const { server } = await stage({ shards });
  return { server, rest: new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token') };
}

it('gives the number of shards that Discord currently recommends, or that is set', async () => {
  const { server, rest } = await aDiscord(3);
  expect(await wantedShards(rest, 'auto', null)).toBe(3);
  server.settings.shards = 5;
  expect(await wantedShards(rest, 'auto', 1)).toBe(5);
  expect(await wantedShards(rest, 2, 1)).toBe(2);
});

it("keeps the present shards while another number would use up the day's sessions", async () => {
  const { server, rest } = await aDiscord(3);
  server.settings.sessionsPerDay = 5;
  expect(await wantedShards(rest, 'auto', 1)).toBe(1);
  expect(await wantedShards(rest, 'auto', 3)).toBe(3);
  expect(await wantedShards(rest, 'auto', null)).toBe(3);
  server.settings.sessionsPerDay = 6;
  expect(await wantedShards(rest, 'auto', 1)).toBe(3);
});

it.each([
  ['a fraction', 1.5, 'gateway, shards'],
  ['far too large a number', 1_000_000, 'gateway, shards'],
])('is refused with %s', async (_what, shards, field) => {
  const { rest } = await aDiscord(shards);
  await expect(wantedShards(rest, 'auto', 1)).rejects.toThrow(field);
});

it('is refused if its address would send the token unencrypted', async () => {
  const { server, rest } = await aDiscord(1);
  Object.defineProperty(server, 'gatewayUrl', { value: 'ws://gateway.example/' });
  await expect(wantedShards(rest, 'auto', 1)).rejects.toThrow('not encrypted');
});
