import { PermissionFlagsBits as Bit } from '@discordjs/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GuildCache } from '../../src/gateway/guild-cache.ts';
import { general } from '../cast.ts';
import { guildId, modRoom, type Stage, stage, voiceOne } from '../simulator/server/stage.ts';
import type { TestBot } from '../simulator/server/test-bot.ts';

const helpers = '600000000000000001';

/** A cache that receives every dispatch, and the bot whose REST client it uses. */
async function listening(on: Stage): Promise<{ readonly bot: TestBot; readonly cache: GuildCache }> {
  const bot = on.bot();
  const cache = new GuildCache({ api: bot.api, botId: on.server.botId });
  bot.manager.on('dispatch', (payload) => cache.apply(payload));
  await bot.connect(on.server);
  return { bot, cache };
}

const changes = [
  (on: Stage, bits: bigint) => on.server.guilds.setRole(guildId, { id: helpers, name: 'helpers', permissions: bits }),
  (on: Stage, bits: bigint) => on.server.guilds.setRole(guildId, { id: guildId, name: '@everyone', permissions: bits }),
  (on: Stage) => on.server.guilds.deleteRole(guildId, helpers),
  (on: Stage) => on.server.members.setRoles(guildId, on.server.botId, [helpers]),
  (on: Stage) => on.server.members.setRoles(guildId, '100000000000000001', [helpers]),
  (on: Stage, bits: bigint) =>
    on.server.channels.setOverwrites(general, [{ id: helpers, kind: 'role', allow: bits, deny: Bit.AttachFiles }]),
  (on: Stage) => on.server.channels.rename(modRoom, 'moderators'),
  (on: Stage) => on.server.channels.create(guildId, { name: `new ${on.server.world.newId()}`, type: 'text' }),
  (on: Stage) => on.server.guilds.setAfkChannel(guildId, voiceOne),
  (on: Stage) => on.server.guilds.setPreferredLocale(guildId, 'fr'),
  (on: Stage) => on.server.guilds.sendSnapshot(guildId),
];

test('after any changes it equals a fresh answer of Discord', async () => {
  const change = fc.record({
    change: fc.constantFrom(...changes),
    bits: fc.constantFrom(0n, Bit.ViewChannel, ~0n >> 1n),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (made) => {
      const on = await stage();
      const { bot, cache } = await listening(on);
      for (const { change: apply, bits } of made) apply(on, bits & 0xffffffffn);
      await bot.caughtUp(on.server);
      const asked = new GuildCache({ api: bot.api, botId: on.server.botId });
      expect(await cache.get(guildId)).toEqual(await asked.get(guildId));
    }),
    { numRuns: 15 },
  );
});

test('an unknown guild is fetched once, however many callers ask', async () => {
  const { server, connect } = await stage();
  const bot = await connect();
  let requests = 0;
  bot.rest.on('response', () => {
    requests += 1;
  });
  const cache = new GuildCache({ api: bot.api, botId: server.botId });
  const [guild, again] = await Promise.all([cache.get(guildId), cache.get(guildId)]);
  expect(again).toBe(guild);
  expect(await cache.get(guildId)).toBe(guild);
  expect(requests).toBe(3);
  expect([...guild.channels.values()].map(({ name }) => name)).toEqual(['general', 'mods', 'Voice One', 'Voice Two']);
});

test('dispatches during the fetch are not lost', async () => {
  const { server, connect } = await stage();
  const bot = await connect();
  server.guilds.setRole(guildId, { id: helpers, name: 'helpers', permissions: Bit.ManageGuild });
  await bot.caughtUp(server);
  server.guilds.setRole(guildId, { id: helpers, name: 'helpers', permissions: 0n });
  const cache = new GuildCache({ api: bot.api, botId: server.botId });
  const fetching = cache.get(guildId); // Finds the role without permissions; the dispatch then says otherwise.
  for (const payload of bot.dispatches) if (payload.t === 'GUILD_ROLE_CREATE') cache.apply(payload);
  expect((await fetching).roles.get(helpers)).toBe(Bit.ManageGuild);
});

test('an unknown thread is fetched, and one of another guild is not returned', async () => {
  const { server, connect } = await stage();
  const thread = server.channels.createThread(general, 'a question');
  const other = server.guilds.create({
    name: 'Badgers',
    memberCount: 1,
    channels: [{ id: '510000000000000077', name: 'set', type: 'text' }],
  });
  const bot = await connect();
  const cache = new GuildCache({ api: bot.api, botId: server.botId });
  expect((await cache.channel(guildId, thread.id))?.parentId).toBe(general);
  expect(await cache.channel(guildId, '510000000000000077')).toBeUndefined();
  expect((await cache.channel(other.id, '510000000000000077'))?.name).toBe('set');
});

test('an outage keeps the guild, and a removal deletes it', async () => {
  const on = await stage();
  const { bot, cache } = await listening(on);
  const known = await cache.get(guildId);
  on.server.guilds.startOutage(guildId);
  await bot.caughtUp(on.server);
  expect(await cache.get(guildId)).toBe(known);
  on.server.guilds.endOutage(guildId);
  on.server.guilds.kickBot(guildId);
  await bot.caughtUp(on.server);
  await expect(cache.get(guildId)).rejects.toThrow('Unknown Guild');
});
