import { describe, expect, it } from 'vitest';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, stage, startMs, voiceOne } from './stage.ts';

const message = { atMs: startMs, ev: 'msg', user: alice, channel: general };

describe('a lost connection', () => {
  it.each([
    ['dropped', (server: DiscordServer) => server.faults.dropConnections()],
    ['closed with 4000', (server: DiscordServer) => server.faults.closeConnections(4000)],
    ['asked to reconnect', (server: DiscordServer) => server.faults.requestReconnect()],
  ])('that was %s is resumed, and the missed dispatches are replayed in order', async (_how, cut) => {
    const { server, connect } = await stage();
    const bot = await connect();
    cut(server);
    await bot.until(() => bot.closeCodes.length > 0);
    server.perform(guildId, { ...message, amount: 2 });
    server.perform(guildId, { atMs: startMs, ev: 'voice', user: bob, channel: voiceOne });
    await bot.until(() => bot.names().includes('RESUMED'));
    expect(bot.names().slice(2)).toEqual(['MESSAGE_CREATE', 'MESSAGE_CREATE', 'VOICE_STATE_UPDATE', 'RESUMED']);
    expect(bot.dispatches.map(({ s }) => s)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(server.identifies).toBe(1);
  });

  it('starts a new session if more was missed than is kept', async () => {
    const { server, connect } = await stage({ replayLimit: 5 });
    const bot = await connect();
    server.faults.closeConnections(4000);
    server.perform(guildId, { ...message, amount: 6 });
    await bot.until(() => bot.names().filter((name) => name === 'GUILD_CREATE').length === 2);
    expect(bot.names()).toEqual(['READY', 'GUILD_CREATE', 'READY', 'GUILD_CREATE']);
    expect(server.identifies).toBe(2);
    expect(bot.sessions.get(0)?.sequence).toBe(2);
  });

  it('is resumed if exactly as much was missed as is kept', async () => {
    const { server, connect } = await stage({ replayLimit: 5 });
    const bot = await connect();
    server.faults.closeConnections(4000);
    server.perform(guildId, { ...message, amount: 5 });
    await bot.until(() => bot.names().includes('RESUMED'));
    expect(bot.data('MESSAGE_CREATE')).toHaveLength(5);
  });

  it('cannot be replaced while connections are refused', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.faults.refuseConnections(true);
    server.faults.dropConnections();
    await bot.until(() => bot.closeCodes.length >= 2);
    server.faults.refuseConnections(false);
    server.perform(guildId, message);
    await server.connected();
    await bot.until(() => bot.names().some((name, index) => index > 1 && /RESUMED|GUILD_CREATE/.test(name)));
    expect(server.identifies).toBeLessThanOrEqual(2);
  });
});

describe('an invalid session', () => {
  it('that may be resumed is resumed on the same connection', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.faults.invalidateSessions(true);
    server.perform(guildId, message);
    await bot.until(() => bot.names().includes('RESUMED'));
    expect(bot.names().slice(2)).toEqual(['MESSAGE_CREATE', 'RESUMED']);
    expect(bot.closeCodes).toEqual([]);
  });

  it('that may not be resumed is replaced by a new one', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.faults.invalidateSessions(false);
    await bot.until(() => bot.names().length === 4);
    expect(bot.names()).toEqual(['READY', 'GUILD_CREATE', 'READY', 'GUILD_CREATE']);
  });

  it('is one that the server has dropped', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.faults.forgetSessions();
    server.faults.dropConnections();
    await bot.until(() => bot.names().length === 4);
    expect(server.identifies).toBe(2);
  });
});

describe('a session across processes', () => {
  it('is resumed where the earlier process left it, unless that process closed it', async () => {
    const { server, connect, bot } = await stage();
    const first = await connect();
    const session = first.sessions.get(0) ?? null;
    await first.manager.destroy({ code: 4200 });
    server.perform(guildId, message);

    const second = bot();
    second.sessions.set(0, session);
    await second.connect(server);
    expect(second.names()).toEqual(['MESSAGE_CREATE', 'RESUMED']);
    const later = second.sessions.get(0) ?? null;
    await second.manager.destroy({ code: 1000 });

    const third = bot();
    third.sessions.set(0, later);
    await third.manager.connect();
    await third.until(() => third.names().includes('GUILD_CREATE'));
    expect(third.names()).toEqual(['READY', 'GUILD_CREATE']);
  });
});

describe('a guild', () => {
  it('is hidden during an outage and comes back with its changes', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.guilds.startOutage(guildId);
    server.perform(guildId, message);
    server.perform(guildId, { atMs: startMs, ev: 'voice', user: bob, channel: voiceOne });
    await expect(bot.api.guilds.get(guildId)).rejects.toMatchObject({ status: 503 });
    server.guilds.endOutage(guildId);
    await bot.caughtUp(server);
    expect(bot.names().slice(2)).toEqual(['GUILD_DELETE', 'GUILD_CREATE']);
    expect(bot.data('GUILD_DELETE')).toEqual([{ id: guildId, unavailable: true }]);
    expect(bot.data('GUILD_CREATE')[1].voice_states).toMatchObject([{ user_id: bob }]);
  });

  it('can remove the bot and invite it again', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.guilds.kickBot(guildId);
    server.perform(guildId, message);
    await expect(bot.api.guilds.get(guildId)).rejects.toMatchObject({ code: 10004 });
    await expect(bot.api.channels.get(general)).rejects.toMatchObject({ code: 50001 });
    server.guilds.inviteBot(guildId);
    server.perform(guildId, message);
    await bot.caughtUp(server);
    expect(bot.names().slice(2)).toEqual(['GUILD_DELETE', 'GUILD_CREATE', 'MESSAGE_CREATE']);
    expect(bot.data('GUILD_DELETE')).toEqual([{ id: guildId }]);
    expect(bot.data('GUILD_CREATE')[1].member_count).toBe(10);
  });

  it('changes its name, channels, roles and threads', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.guilds.rename(guildId, 'Badgers');
    const { id } = server.channels.create(guildId, { name: 'new', type: 'text' });
    server.channels.rename(id, 'newer');
    const thread = server.channels.createThread(id, 'a thought');
    server.channels.delete(thread.id);
    server.members.speak(guildId, alice, voiceOne);
    server.channels.delete(voiceOne);
    server.guilds.setRole(guildId, { id: '600000000000000001', name: 'Mods', permissions: 0n });
    server.members.setRoles(guildId, alice, ['600000000000000001']);
    await bot.caughtUp(server);
    expect(bot.names().slice(2)).toEqual([
      'GUILD_UPDATE',
      'CHANNEL_CREATE',
      'CHANNEL_UPDATE',
      'THREAD_CREATE',
      'THREAD_DELETE',
      'VOICE_STATE_UPDATE',
      'CHANNEL_DELETE',
      'GUILD_ROLE_CREATE',
      'GUILD_MEMBER_UPDATE',
    ]);
    expect(bot.data('CHANNEL_UPDATE')[0].name).toBe('newer');
    expect(bot.data('THREAD_DELETE')[0]).toMatchObject({ id: thread.id, parent_id: id, guild_id: guildId });
    expect(server.world.guild(guildId).voiceStates.size).toBe(0);
  });
});

describe('a dispatch that comes twice', () => {
  it('is a new one, or the same one again', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    server.perform(guildId, { ...message, channel: modRoom });
    server.faults.repeatLastDispatch();
    server.faults.resendLastDispatch();
    await bot.until(() => bot.dispatches.length === 5);
    const [first, ...copies] = bot.dispatches.slice(2);
    expect(copies.map(({ d }) => d)).toEqual([first?.d, first?.d]);
    expect(bot.dispatches.slice(2).map(({ s }) => s)).toEqual([3, 4, 4]);
  });
});
