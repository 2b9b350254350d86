import { GatewayIntentBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { general } from '../../cast.ts';
import { alice, bob, guildId, otherGuildId, stage, startMs, voiceOne, voiceTwo } from './stage.ts';
import { testBotIntents } from './test-bot.ts';

const withoutPrivileged =
  GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages | GatewayIntentBits.GuildVoiceStates;

function message(atMs = startMs) {
  return { atMs, ev: 'msg', user: alice, channel: general };
}

describe('logging in', () => {
  it('sends a new session READY, then each of its guilds', async () => {
    const { server, connect } = await stage();
    server.members.speak(guildId, alice, voiceOne);
    const bot = await connect();
    expect(bot.names()).toEqual(['READY', 'GUILD_CREATE']);
    const [ready] = bot.data('READY');
    expect(ready.guilds).toEqual([{ id: guildId, unavailable: true }]);
    expect(ready.resume_gateway_url).toBe(server.gatewayUrl);
    const [guild] = bot.data('GUILD_CREATE');
    expect(guild.member_count).toBe(10);
    expect(guild.voice_states).toMatchObject([{ user_id: alice, channel_id: voiceOne }]);
    expect(guild.members.map((member: { user: { id: string } }) => member.user.id)).toEqual([server.botId, alice]);
    expect(guild.channels.map((channel: { name: string }) => channel.name)).toContain('general');
  });

  it('closes with 4004 on a wrong token, and REST answers 401', async () => {
    const { bot } = await stage({ settings: { token: 'a.good.token' } });
    const wrong = bot({ gatewayToken: 'a.wrong.token' });
    await expect(wrong.manager.connect()).rejects.toThrow('Authentication failed');
    expect(wrong.closeCodes).toEqual([4004]);
    await expect(bot({ token: 'a.wrong.token' }).api.users.getCurrent()).rejects.toMatchObject({ status: 401 });
  });

  it('closes with 4014 on a privileged intent that is off', async () => {
    const privilegedIntents = { guildMembers: true, messageContent: false, presences: false };
    const { bot } = await stage({ settings: { privilegedIntents } });
    const forbidden = bot();
    await expect(forbidden.manager.connect()).rejects.toThrow(/disallowed intents/i);
    expect(forbidden.closeCodes).toEqual([4014]);
  });

  it('closes with 4013 on unknown intents', async () => {
    const { bot } = await stage();
    const senseless = bot({ intents: 1 << 30 });
    await expect(senseless.manager.connect()).rejects.toThrow(/invalid intents/i);
    expect(senseless.closeCodes).toEqual([4013]);
  });

  it('shows which privileged intents are on', async () => {
    const { bot } = await stage({
      settings: { privilegedIntents: { guildMembers: true, messageContent: false, presences: false } },
    });
    expect((await bot().api.applications.getCurrent()).flags).toBe(1 << 15);
  });

  it('sends each guild to its shard only', async () => {
    const { server, connect } = await stage({ shards: 2 });
    server.guilds.create({ id: otherGuildId, name: 'Badgers', memberCount: 3, channels: [] });
    const bot = await connect({ shards: 2 });
    const shardOf = Object.fromEntries(
      bot.data('READY').flatMap(({ shard, guilds }) => guilds.map(({ id }: { id: string }) => [id, shard[0]])),
    );
    expect(shardOf).toEqual({
      [guildId]: Number((BigInt(guildId) >> 22n) % 2n),
      [otherGuildId]: Number((BigInt(otherGuildId) >> 22n) % 2n),
    });
    expect(bot.data('GUILD_CREATE')).toHaveLength(2);
  });
});

describe('an event in a guild', () => {
  it('reaches the bot with ids and times of its own instant', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.perform(guildId, { ...message(startMs + 1234), amount: 3 });
    await bot.caughtUp(server);
    const messages = bot.data('MESSAGE_CREATE');
    expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
    expect(messages[0]).toMatchObject({
      channel_id: general,
      guild_id: guildId,
      type: 0,
      author: { id: alice },
      member: { roles: [], pending: false },
      timestamp: '2018-03-05T09:30:01.234000+00:00',
    });
    expect(messages[0].content).not.toBe('');
    expect((BigInt(messages[0].id) >> 22n) + 1_420_070_400_000n).toBe(BigInt(startMs + 1234));
  });

  it('has no content without the message content intent, unless it concerns the bot', async () => {
    const { server, connect } = await stage();
    const bot = await connect({ intents: withoutPrivileged });
    server.perform(guildId, message());
    server.people.typeMessage({ guildId, channelId: general, userId: alice, content: `<@${server.botId}> hello` });
    await bot.api.channels.createMessage(general, { content: 'hello yourself' });
    await bot.caughtUp(server);
    expect(bot.data('MESSAGE_CREATE').map(({ content }) => content)).toEqual([
      '',
      `<@${server.botId}> hello`,
      'hello yourself',
    ]);
  });

  it('is not sent for joins and leaves without the members intent', async () => {
    const { server, connect } = await stage();
    const [seeing, blind] = [await connect(), await connect({ intents: withoutPrivileged })];
    server.perform(guildId, { atMs: startMs, ev: 'join', user: bob });
    server.perform(guildId, { atMs: startMs, ev: 'part', user: bob });
    server.perform(guildId, message());
    await Promise.all([seeing, blind].map((bot) => bot.until(() => bot.names().includes('MESSAGE_CREATE'))));
    expect(seeing.names().slice(2)).toEqual(['GUILD_MEMBER_ADD', 'GUILD_MEMBER_REMOVE', 'MESSAGE_CREATE']);
    expect(blind.names().slice(2)).toEqual(['MESSAGE_CREATE']);
    expect(seeing.data('GUILD_MEMBER_ADD')[0].joined_at).toBe('2018-03-05T09:30:00.000000+00:00');
  });

  it('shows when each member joined, in messages, in voice and in a new snapshot', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.perform(guildId, { atMs: startMs, ev: 'join', user: bob });
    for (const user of [alice, bob]) {
      server.perform(guildId, { ...message(), user });
      server.perform(guildId, { atMs: startMs, ev: 'voice', user, channel: voiceOne });
    }
    server.perform(guildId, { atMs: startMs, ev: 'members', amount: 57 });
    await bot.caughtUp(server);
    const [ofAlice, ofBob] = bot.data('MESSAGE_CREATE').map(({ member }) => member.joined_at);
    expect(Date.parse(ofAlice)).toBeLessThanOrEqual(startMs - 31 * 24 * 3_600_000);
    expect(ofBob).toBe('2018-03-05T09:30:00.000000+00:00');
    expect(bot.data('VOICE_STATE_UPDATE').map(({ member }) => member.joined_at)).toEqual([ofAlice, ofBob]);
    expect(bot.data('GUILD_CREATE').at(-1).members).toMatchObject([
      { user: { id: server.botId } },
      { user: { id: alice }, joined_at: ofAlice },
      { user: { id: bob }, joined_at: ofBob },
    ]);
  });

  it('changes the number of members, which a new snapshot shows with the members in voice', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.perform(guildId, { atMs: startMs, ev: 'join' });
    expect(server.world.guild(guildId).memberCount).toBe(11);
    server.perform(guildId, { atMs: startMs, ev: 'voice', user: bob, channel: voiceOne });
    server.perform(guildId, { atMs: startMs, ev: 'members', amount: 57 });
    server.perform(guildId, { atMs: startMs, ev: 'tick' });
    await bot.caughtUp(server);
    expect(bot.data('GUILD_CREATE').at(-1)).toMatchObject({ member_count: 57, voice_states: [{ user_id: bob }] });
  });

  it('shows the whole new voice state: connect, mute, move, disconnect, and leaving the guild', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    for (const channel of [voiceOne, voiceOne, voiceTwo, null, voiceTwo]) {
      server.perform(guildId, { atMs: startMs, ev: 'voice', user: alice, channel });
    }
    server.perform(guildId, { atMs: startMs, ev: 'part', user: alice });
    await bot.caughtUp(server);
    const states = bot.data('VOICE_STATE_UPDATE');
    expect(states.map((state) => state.channel_id)).toEqual([voiceOne, voiceOne, voiceTwo, null, voiceTwo, null]);
    expect(states.map((state) => state.self_mute)).toEqual([false, true, true, true, false, false]);
    expect(bot.names().at(-1)).toBe('GUILD_MEMBER_REMOVE');
  });

  it('creates a thread at its first message', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    const thread = '530000000000000001';
    server.perform(guildId, { ...message(), thread });
    server.perform(guildId, { ...message(), thread });
    await bot.caughtUp(server);
    expect(bot.names().slice(2)).toEqual(['THREAD_CREATE', 'MESSAGE_CREATE', 'MESSAGE_CREATE']);
    expect(bot.data('THREAD_CREATE')[0]).toMatchObject({ id: thread, parent_id: general, type: 11 });
    expect(bot.data('MESSAGE_CREATE')[0].channel_id).toBe(thread);
  });

  it('marks apps, webhooks and direct messages', async () => {
    const { server, connect } = await stage();
    const bot = await connect({ intents: testBotIntents | GatewayIntentBits.DirectMessages });
    const said = { guildId, channelId: general, content: 'hi' };
    server.people.typeMessage({ ...said, userId: '700000000000000001', by: 'bot' });
    server.people.typeMessage({ ...said, userId: '700000000000000002', by: 'webhook' });
    server.people.typeMessage({ guildId: null, userId: alice, content: 'hi' });
    await bot.caughtUp(server);
    const [byBot, byWebhook, direct] = bot.data('MESSAGE_CREATE');
    expect(byBot.author.bot).toBe(true);
    expect(byWebhook).toMatchObject({ webhook_id: '700000000000000002' });
    expect(byWebhook.member).toBeUndefined();
    expect(direct.guild_id).toBeUndefined();
  });

  it('is not sent for channels that the bot cannot see', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    const viewChannel = 1n << 10n;
    server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny: viewChannel }]);
    server.perform(guildId, message());
    server.channels.setOverwrites(general, []);
    server.perform(guildId, message());
    await bot.caughtUp(server);
    expect(bot.names().slice(2)).toEqual(['CHANNEL_UPDATE', 'CHANNEL_UPDATE', 'MESSAGE_CREATE']);
    await expect(bot.api.channels.get(general)).resolves.toMatchObject({ name: 'general' });
  });
});
