import { GatewayIntentBits, PermissionFlagsBits } from '@discordjs/core';
import { expect, it } from 'vitest';
import { alice, bob, guildId, type Stage, stage, startMs, voiceOne } from './stage.ts';
import { type TestBot, testBotIntents } from './test-bot.ts';

const moderating = testBotIntents | GatewayIntentBits.GuildModeration;
const auditorId = '600000000000000001';

/** A member who was seen to join, and a bot that may view the audit log. */
async function moderated(intents = moderating): Promise<Stage & { readonly bot: () => TestBot }> {
  const on = await stage();
  const { ViewAuditLog } = PermissionFlagsBits;
  on.server.guilds.setRole(guildId, { id: auditorId, name: 'Auditors', permissions: ViewAuditLog });
  on.server.members.setRoles(guildId, on.server.botId, [auditorId]);
  on.server.members.join(guildId, alice);
  const bot = await on.connect({ intents });
  return { ...on, bot: () => bot };
}

const told = ['GUILD_AUDIT_LOG_ENTRY_CREATE', 'GUILD_BAN_ADD', 'GUILD_MEMBER_REMOVE', 'GUILD_MEMBER_UPDATE'];

function after(bot: TestBot) {
  return bot.dispatches.filter(({ t }) => told.includes(t)).map(({ t, d }) => [t, d]);
}

it('a ban is sent, and its user is removed, also from voice', async () => {
  const { server, bot } = await moderated();
  server.members.speak(guildId, alice, voiceOne);
  server.moderation.ban(guildId, alice, bob);
  await bot().caughtUp(server);
  expect(after(bot())).toMatchObject([
    ['GUILD_AUDIT_LOG_ENTRY_CREATE', { guild_id: guildId, action_type: 22, user_id: bob, target_id: alice }],
    ['GUILD_BAN_ADD', { guild_id: guildId, user: { id: alice } }],
    ['GUILD_MEMBER_REMOVE', { guild_id: guildId, user: { id: alice } }],
  ]);
  expect(bot().data('VOICE_STATE_UPDATE').at(-1)).toMatchObject({ user_id: alice, channel_id: null });
});

it('a ban of a user who has left removes no one', async () => {
  const { server, bot } = await moderated();
  server.members.part(guildId, alice);
  server.moderation.ban(guildId, alice, bob);
  await bot().caughtUp(server);
  expect(bot().data('GUILD_MEMBER_REMOVE')).toHaveLength(1);
  expect(bot().data('GUILD_BAN_ADD')).toHaveLength(1);
  expect(server.world.guild(guildId).memberCount).toBe(10);
});

it('a kick looks like a leave, except for its entry', async () => {
  const { server, bot } = await moderated();
  server.moderation.kick(guildId, alice, bob);
  await bot().caughtUp(server);
  expect(after(bot())).toMatchObject([
    ['GUILD_AUDIT_LOG_ENTRY_CREATE', { action_type: 20, user_id: bob, target_id: alice }],
    ['GUILD_MEMBER_REMOVE', { user: { id: alice } }],
  ]);
});

it('a time-out has an end, and ending it early has none', async () => {
  const { server, bot } = await moderated();
  server.moderation.timeOut(guildId, alice, bob, startMs + 600_000);
  server.moderation.timeOut(guildId, alice, bob, null);
  await bot().caughtUp(server);
  const until = '2018-03-05T09:40:00.000000+00:00';
  const key = 'communication_disabled_until';
  const [begun, , ended] = after(bot());
  expect(after(bot())).toMatchObject([
    ['GUILD_AUDIT_LOG_ENTRY_CREATE', { action_type: 24, target_id: alice, changes: [{ key, new_value: until }] }],
    ['GUILD_MEMBER_UPDATE', { user: { id: alice }, [key]: until }],
    ['GUILD_AUDIT_LOG_ENTRY_CREATE', { action_type: 24, target_id: alice, changes: [{ key, old_value: until }] }],
    ['GUILD_MEMBER_UPDATE', { user: { id: alice }, [key]: null }],
  ]);
  expect(begun?.[1]).not.toHaveProperty('changes.0.old_value');
  expect(ended?.[1]).not.toHaveProperty('changes.0.new_value');
});

it('the audit log is sent only to a bot that may view it, and bans only with their intent', async () => {
  const { server, bot } = await moderated();
  server.members.setRoles(guildId, server.botId, []);
  server.moderation.kick(guildId, alice, bob);
  await bot().caughtUp(server);
  expect(bot().data('GUILD_AUDIT_LOG_ENTRY_CREATE')).toEqual([]);
  expect(bot().data('GUILD_MEMBER_REMOVE')).toHaveLength(1);

  const other = await moderated(testBotIntents);
  other.server.moderation.ban(guildId, alice, bob);
  await other.bot().caughtUp(other.server);
  expect(after(other.bot()).map(([name]) => name)).toEqual(['GUILD_MEMBER_REMOVE']);
});

it('a joiner may have to agree to the rules first', async () => {
  const { server, connect } = await stage();
  const bot = await connect();
  server.members.join(guildId, alice, { isPending: true });
  server.members.join(guildId, bob);
  server.members.passScreening(guildId, alice);
  await bot.caughtUp(server);
  expect(bot.data('GUILD_MEMBER_ADD')).toMatchObject([
    { user: { id: alice }, pending: true },
    { user: { id: bob }, pending: false },
  ]);
  expect(bot.data('GUILD_MEMBER_UPDATE')).toMatchObject([{ guild_id: guildId, user: { id: alice }, pending: false }]);
});

it('a guild says how many are online: the given number, or that of the presences', async () => {
  const { server, bot } = await stage();
  const counts = async () => (await bot().api.guilds.get(guildId, { with_counts: true })).approximate_presence_count;
  expect(await counts()).toBe(0);
  server.members.appear(guildId, alice, ['web']);
  expect(await counts()).toBe(1);
  server.guilds.setOnlineCount(guildId, 57);
  expect(await counts()).toBe(57);
  const plain = await bot().api.guilds.get(guildId);
  expect(plain).not.toHaveProperty('approximate_presence_count');
});
