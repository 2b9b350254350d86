import { GatewayIntentBits } from '@discordjs/core';
import { expect, it } from 'vitest';
import { alice, bob, guildId, stage } from './stage.ts';
import { testBotIntents } from './test-bot.ts';

const presences = { privilegedIntents: { guildMembers: true, messageContent: true, presences: true } };
const intents = testBotIntents | GatewayIntentBits.GuildPresences;

it('a presence has only the id of its user, and the next snapshot has all of their devices', async () => {
  const { server, connect } = await stage({ settings: presences });
  const bot = await connect({ intents });
  server.members.appear(guildId, alice, ['desktop', 'web']);
  server.members.appear(guildId, bob, ['mobile'], true);
  server.members.appear(guildId, alice, []);
  server.guilds.sendSnapshot(guildId);
  await bot.caughtUp(server);
  expect(bot.data('PRESENCE_UPDATE')).toMatchObject([
    { guild_id: guildId, user: { id: alice }, status: 'online', client_status: { desktop: 'online', web: 'online' } },
    { user: { id: bob }, client_status: { mobile: 'online' } },
    { user: { id: alice }, status: 'offline', client_status: {} },
  ]);
  expect(bot.data('PRESENCE_UPDATE')[1].user).toEqual({ id: bob });
  const snapshot = bot.data('GUILD_CREATE').at(-1);
  expect(snapshot.presences).toMatchObject([{ user: { id: bob }, client_status: { mobile: 'online' } }]);
  expect(snapshot.members.map(({ user }: { user: { id: string; bot?: boolean } }) => [user.id, user.bot])).toEqual([
    [server.botId, true],
    [bob, true],
  ]);
});

it('without the intent no presence is sent', async () => {
  const { server, connect } = await stage({ settings: presences });
  const bot = await connect();
  server.members.appear(guildId, alice, ['desktop']);
  server.guilds.sendSnapshot(guildId);
  await bot.caughtUp(server);
  expect(bot.data('PRESENCE_UPDATE')).toEqual([]);
  expect(bot.data('GUILD_CREATE').at(-1)).toMatchObject({ presences: [], members: [{ user: { id: server.botId } }] });
});
